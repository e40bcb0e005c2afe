import Foundation
import Mogiri

/// What this device brings to the library.
public struct Device: Sendable {
    let folder: URL
    let clock: any Mogiri.Clock
    let sleeper: any Sleeper
    let vault: @Sendable (String) -> any KeyVault

    /// Folders go below `folder`; each of them has a vault of its own, by its name.
    public init(
        folder: URL, clock: any Mogiri.Clock, sleeper: any Sleeper,
        vault: @escaping @Sendable (String) -> any KeyVault
    ) {
        (self.folder, self.clock, self.sleeper, self.vault) = (folder, clock, sleeper, vault)
    }

    func path(_ name: String) -> String {
        folder.appendingPathComponent(name).path
    }
}
