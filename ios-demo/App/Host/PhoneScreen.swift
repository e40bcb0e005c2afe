import UIKit

/// The phone's screen while a code is shown: as bright as it goes and awake. What was before comes back when the screen
/// is left, and when the app goes to the background.
@MainActor
final class PhoneScreen {
    private var before: Before?

    private struct Before {
        let brightness: CGFloat
        let sleeps: Bool
    }

    /// Brightens. A second call changes nothing: what was before is kept once.
    func brighten() {
        guard before == nil else { return }
        before = Before(brightness: UIScreen.main.brightness, sleeps: !UIApplication.shared.isIdleTimerDisabled)
        UIScreen.main.brightness = 1
        UIApplication.shared.isIdleTimerDisabled = true
    }

    /// Puts back what was.
    func restore() {
        guard let was = before else { return }
        before = nil
        UIScreen.main.brightness = was.brightness
        UIApplication.shared.isIdleTimerDisabled = !was.sleeps
    }
}
