import LocalAuthentication

/// Whether the person who holds the phone is its owner: by face, finger or the phone's passcode.
struct PhoneOwner {
    /// Asks, with `reason` as the sentence that the system shows. A phone without a passcode has nobody to tell apart.
    func isHere(_ reason: String) async -> Bool {
        let context = LAContext()
        guard context.canEvaluatePolicy(.deviceOwnerAuthentication, error: nil) else { return true }
        return (try? await context.evaluatePolicy(.deviceOwnerAuthentication, localizedReason: reason)) ?? false
    }
}
