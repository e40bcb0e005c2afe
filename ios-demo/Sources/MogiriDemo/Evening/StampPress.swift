import Foundation
import Mogiri

/// One press of the event's physical stamp, as the glass of a phone would tell it: for who has none of rubber.
public struct StampPress: Sendable {
    /// Pixels an inch of the glass.
    let dpi: Double
    /// The five contacts.
    let touches: [Touch]

    /// On glass of this many pixels an inch.
    public init(dpi: Double, touches: [Touch]) {
        (self.dpi, self.touches) = (dpi, touches)
    }
}

extension StampPress: Codable {
    private struct Contact: Codable {
        let id: UInt64
        let x: Double
        let y: Double
        let at: UInt64
        let began: Bool
    }

    private enum CodingKeys: CodingKey {
        case dpi
        case touches
    }

    /// As it was written down.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let contacts = try values.decode([Contact].self, forKey: .touches)
        let touches = contacts.map {
            Touch(id: $0.id, xPx: $0.x, yPx: $0.y, tMs: $0.at, phase: $0.began ? .began : .ended)
        }
        self.init(dpi: try values.decode(Double.self, forKey: .dpi), touches: touches)
    }

    /// Written down.
    public func encode(to encoder: any Encoder) throws {
        let contacts = touches.map {
            Contact(id: $0.id, x: $0.xPx, y: $0.yPx, at: $0.tMs, began: $0.phase == .began)
        }
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(dpi, forKey: .dpi)
        try values.encode(contacts, forKey: .touches)
    }
}
