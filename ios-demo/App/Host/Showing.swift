import MogiriDemo
import SwiftUI
import UIKit

/// A presenter's state as SwiftUI watches it.
@MainActor
final class Watched<Shown: Equatable & Sendable>: ObservableObject {
    @Published private(set) var state: Shown
    private var watching: Task<Void, Never>?

    init(_ presenter: Presenter<Shown>) {
        state = presenter.state
        watching = Task { [weak self] in
            for await state in presenter.states() { self?.state = state }
        }
    }

    deinit {
        watching?.cancel()
    }
}

/// What a presenter shows now, and after each change.
struct Showing<Shown: Equatable & Sendable, Content: View>: View {
    @StateObject private var watched: Watched<Shown>
    private let content: (Shown) -> Content

    init(_ presenter: Presenter<Shown>, @ViewBuilder content: @escaping (Shown) -> Content) {
        _watched = StateObject(wrappedValue: Watched(presenter))
        self.content = content
    }

    var body: some View {
        content(watched.state)
    }
}

extension Color {
    /// A colour of the tokens.
    init(rgb: UInt32) {
        let part = { (shift: UInt32) in Double(rgb >> shift & 0xFF) / 255 }
        self.init(.sRGB, red: part(16), green: part(8), blue: part(0))
    }
}

extension View {
    /// A part that the state may leave out.
    @ViewBuilder
    func shown(_ isThere: Bool) -> some View {
        if isThere { self }
    }

    /// Has a screen reader say a text when it comes and when it changes.
    func spoken(_ text: String) -> some View {
        onAppear { UIAccessibility.post(notification: .announcement, argument: text) }
            .onChange(of: text) { UIAccessibility.post(notification: .announcement, argument: $0) }
    }

    /// From one to the next by a swipe.
    func swiped(previous: @escaping @MainActor () -> Void, next: @escaping @MainActor () -> Void) -> some View {
        gesture(
            DragGesture(minimumDistance: 48).onEnded { way in
                way.translation.width < 0 ? next() : previous()
            })
    }
}
