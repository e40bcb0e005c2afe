import Mogiri

/// What a glass tells of one press of a physical stamp, contact by contact, until the last has left.
public struct StampContacts {
    /// Fewer contacts than this are fingers: a stamp has more.
    private static let fewest = 3

    private var press: [Touch] = []
    private var down: Set<UInt64> = []

    /// Nothing touched the glass yet.
    public init() {}

    /// Takes what changed; the whole press once the last contact has left, if a stamp may have made it.
    public mutating func take(_ touches: [Touch]) -> [Touch]? {
        if down.isEmpty { press = [] }
        for touch in touches { follow(touch) }
        guard down.isEmpty, press.filter({ $0.phase == .began }).count >= Self.fewest else { return nil }
        defer { press = [] }
        return press
    }

    private mutating func follow(_ touch: Touch) {
        press.append(touch)
        switch touch.phase {
        case .began: down.insert(touch.id)
        case .ended, .cancelled: down.remove(touch.id)
        case .moved: break
        }
    }
}
