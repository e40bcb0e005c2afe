import LocalAuthentication
import MogiriDemo

/// Whether the person who holds the phone is its owner: by face, finger or the phone's passcode.
struct PhoneOwner {
    /// Asks, with `reason` as the sentence that the system shows. A phone without a passcode has no way to ask, and says
    /// so; one that cannot ask for another cause confirmed nobody.
    func confirm(_ reason: String) async -> Confirmed {
        let context = LAContext()
        var fault: NSError?
        guard context.canEvaluatePolicy(.deviceOwnerAuthentication, error: &fault) else {
            return (fault as? LAError)?.code == .passcodeNotSet ? .noLock : .no
        }
        let isHere = try? await context.evaluatePolicy(.deviceOwnerAuthentication, localizedReason: reason)
        return isHere == true ? .yes : .no
    }
}
