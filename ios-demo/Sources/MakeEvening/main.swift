import Foundation
import Mogiri
import MogiriDemo
import MogiriDemoSandbox

/// The machine's own time.
private final class SystemClock: Mogiri.Clock {
    func nowMs() throws -> UInt64 { UInt64(Date().timeIntervalSince1970 * 1000) }
    func monotonicMs() throws -> UInt64 { UInt64(ProcessInfo.processInfo.systemUptime * 1000) }
}

// `swift run make-evening FOLDER`: the evening that the app carries.
let folder = URL(fileURLWithPath: CommandLine.arguments.dropFirst().first ?? "App/Evening")
let evening = KeptEvening(folder)
try await evening.make(DemoOrganizer(now: Date()), clock: SystemClock())
print("\(folder.path)\nthe gate's certificate: \(try evening.certificate)")
