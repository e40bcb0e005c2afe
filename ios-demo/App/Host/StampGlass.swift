import Mogiri
import MogiriDemo
import SwiftUI
import UIKit
import UIKit.UIGestureRecognizerSubclass

extension View {
    /// Hears a physical stamp anywhere on the glass while this is on the screen. Touches go to the views as before.
    func stamped(_ pressed: @escaping @MainActor (Double, [Touch]) -> Void) -> some View {
        background(StampGlass(pressed: pressed).accessibilityHidden(true))
    }
}

/// Listens at the window, because a stamp lands on whatever is there.
private struct StampGlass: UIViewRepresentable {
    let pressed: @MainActor (Double, [Touch]) -> Void

    func makeUIView(context: Context) -> Listening {
        Listening(StampRecognizer(pressed))
    }

    func updateUIView(_ view: Listening, context: Context) {}

    final class Listening: UIView {
        private let recognizer: StampRecognizer

        init(_ recognizer: StampRecognizer) {
            self.recognizer = recognizer
            super.init(frame: .zero)
        }

        @available(*, unavailable)
        required init?(coder: NSCoder) { nil }

        override func willMove(toWindow next: UIWindow?) {
            recognizer.view?.removeGestureRecognizer(recognizer)
            next?.addGestureRecognizer(recognizer)
        }
    }
}

/// The contacts of the glass in its own pixels. It recognizes nothing, so that it takes no touch from anybody.
private final class StampRecognizer: UIGestureRecognizer, UIGestureRecognizerDelegate {
    private let pressed: @MainActor (Double, [Touch]) -> Void
    private var contacts = StampContacts()
    private var names: [ObjectIdentifier: UInt64] = [:]
    private var named: UInt64 = 0

    init(_ pressed: @escaping @MainActor (Double, [Touch]) -> Void) {
        self.pressed = pressed
        super.init(target: nil, action: nil)
        (cancelsTouchesInView, delaysTouchesEnded, delegate) = (false, false, self)
    }

    override func touchesBegan(_ touches: Set<UITouch>, with event: UIEvent) { take(touches, .began) }
    override func touchesMoved(_ touches: Set<UITouch>, with event: UIEvent) { take(touches, .moved) }
    override func touchesEnded(_ touches: Set<UITouch>, with event: UIEvent) { take(touches, .ended) }
    override func touchesCancelled(_ touches: Set<UITouch>, with event: UIEvent) { take(touches, .cancelled) }

    func gestureRecognizer(
        _ one: UIGestureRecognizer, shouldRecognizeSimultaneouslyWith other: UIGestureRecognizer
    ) -> Bool { true }

    private func take(_ touches: Set<UITouch>, _ phase: Phase) {
        guard let screen = view?.window?.screen ?? (view as? UIWindow)?.screen else { return }
        let whole = contacts.take(touches.map { contact($0, phase, screen.nativeScale) })
        guard let whole else { return }
        names = [:]
        pressed(screen.dpi, whole)
    }

    private func contact(_ touch: UITouch, _ phase: Phase, _ scale: CGFloat) -> Touch {
        let at = touch.preciseLocation(in: nil)
        return Touch(
            id: name(touch), xPx: at.x * scale, yPx: at.y * scale, tMs: UInt64(touch.timestamp * 1000), phase: phase)
    }

    /// One number for a contact from its beginning to its end.
    private func name(_ touch: UITouch) -> UInt64 {
        let id = ObjectIdentifier(touch)
        if touch.phase == .began || names[id] == nil {
            named += 1
            names[id] = named
        }
        return names[id] ?? named
    }
}

extension UIScreen {
    /// Pixels an inch of the glass, which iOS does not tell: by Apple's list of its screens, in their own pixels.
    fileprivate var dpi: Double {
        let side = Int(min(nativeBounds.width, nativeBounds.height))
        let isTablet = traitCollection.userInterfaceIdiom == .pad
        return (isTablet ? Self.tablets : Self.phones)[side] ?? (isTablet ? 264 : 460)
    }

    /// By the shorter side.
    private static let phones: [Int: Double] = [640: 326, 750: 326, 828: 326, 1080: 476, 1125: 458, 1242: 458]
    private static let tablets: [Int: Double] = [1488: 326]
}
