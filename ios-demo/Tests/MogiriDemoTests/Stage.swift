import Foundation
import Mogiri
import MogiriDemoSandbox
import MogiriTestkit
import Testing

@testable import MogiriDemo

/// An evening in a folder of its own, on the real library, with a desk that answers what a phone would ask.
@MainActor
final class Stage {
    let time: MovingTime
    let sleepers: Sleepers
    let host = DeskHost()
    let words: Words
    let evening: Evening
    let demo: DemoPresenter
    private let folder: TemporaryFolder

    var attendee: AttendeePresenter { demo.attendee }
    var staff: StaffPresenter { demo.staff }

    init(_ language: Language = .japanese) async throws {
        folder = try TemporaryFolder()
        words = Words(language)
        time = MovingTime(seconds: 1_797_667_200)
        sleepers = Sleepers(time)
        let organizer = try DemoOrganizer(now: Date(timeIntervalSince1970: TimeInterval(time.seconds)))
        let device = Device(folder: folder.url, clock: time, sleeper: sleepers) { _ in MemoryVault() }
        evening = try await Evening.begin(organizer, on: device)
        demo = DemoPresenter(evening, host: host, words)
    }

    /// The first state that is so.
    func shown<State>(_ presenter: Presenter<State>, _ isSo: (State) -> Bool) async throws -> State {
        for await state in presenter.states() where isSo(state) { return state }
        throw CancellationError()
    }

    /// The first state that is so while somebody waits for the time, second by second.
    @discardableResult
    func shownLater<State>(_ presenter: Presenter<State>, _ isSo: (State) -> Bool) async throws -> State {
        while !isSo(presenter.state) {
            if sleepers.isAnybodyAsleep { time.advance(seconds: 1) }
            // Whoever woke has a turn before the next second.
            await others()
            try Task.checkCancellation()
        }
        return presenter.state
    }

    /// Lets everybody else go on until it is so.
    func until(_ isSo: () -> Bool) async throws {
        while !isSo() {
            await Task.yield()
            try Task.checkCancellation()
        }
    }

    /// Everybody else has a turn.
    func others() async {
        for _ in 0..<100 { await Task.yield() }
    }

    /// Every ticket of the phone.
    func rows(_ count: Int = 3) async throws -> [TicketRow] {
        try await shown(attendee.tickets) { $0.rows.count == count }.rows
    }

    /// Shows the first ticket.
    @discardableResult
    func showFirst() async throws -> ShowState {
        attendee.show(try await rows()[0].id)
        return try await shown(attendee.show) { $0.code != nil && !$0.seconds.isEmpty }
    }

    /// Signs a member of staff in.
    func signIn() async throws {
        _ = try await shown(staff.signIn) { $0.enrolment != nil && !$0.told.isEmpty }
        staff.signIn.readCertificate()
        _ = try await shown(staff) { $0.desk == .scan }
    }

    /// Scans what is before the gate's camera.
    @discardableResult
    func scan(_ tone: Tone) async throws -> ScanState {
        let before = host.heard.count
        staff.scan.scan()
        let state = try await shown(staff.scan) { _ in host.heard.count > before }
        #expect(state.face?.tone == tone, "\(String(describing: state.face))")
        return state
    }

    /// The gate of this evening where nobody is before the camera but what the desk holds there.
    private(set) lazy var nowhere = evening.staff(host, words)

    /// The phone of this evening, likewise.
    private(set) lazy var alone = evening.attendee(host, words)

    /// Somebody without a ticket, likewise.
    func stranger() async throws -> AttendeePresenter {
        let wallet = try await LiveWallet.create(
            folder: folder.url.appendingPathComponent("stranger").path, vault: MemoryVault(), clock: time,
            sleeper: sleepers)
        return AttendeePresenter(wallet, clock: time, sleeper: sleepers, host: host, words)
    }

    /// How many came in, as far as a gate knows.
    func known(to gate: LiveGate) async throws -> UInt64 {
        try await gate.read { try $0.report().admitted }
    }

    /// How many came in, as the counts say it.
    func admitted(_ count: String) async throws {
        _ = try await shown(staff.counts) { $0.rows.first?.count == count }
    }
}

/// A desk without a face sensor or a screen to brighten: it remembers what it was asked.
@MainActor
final class DeskHost: MogiriDemo.Host {
    /// What it says when it is asked who holds it.
    var answer = Confirmed.yes
    private(set) var isBright = false
    private(set) var heard: [Tone] = []
    private(set) var pasted: String?
    private(set) var language: Language?

    /// What is held before its camera, one after the other.
    var held: [String] = []
    /// Whether somebody closes the camera after the last one.
    var isClosedThen = true
    private(set) var opened: [Looking] = []
    private(set) var isOpen = false

    func codes(_ looking: Looking) -> AsyncStream<String> {
        let (texts, camera) = AsyncStream.makeStream(of: String.self)
        camera.onTermination = { [weak self] _ in Task { @MainActor in self?.isOpen = false } }
        opened.append(looking)
        isOpen = true
        held.forEach { camera.yield($0) }
        if isClosedThen { camera.finish() }
        return texts
    }

    func confirm() async -> Confirmed { answer }
    func hold() { isBright = true }
    func letGo() { isBright = false }
    func signal(_ tone: Tone) { heard.append(tone) }
    func share(_ file: SharedFile) async {}
    func open(_ looking: Looking) async -> Data? { nil }
    func copy(_ text: String) { pasted = text }
    func speak(_ language: Language) { self.language = language }
}

/// Who waits for the time of a test, counted.
final class Sleepers: Sleeper, @unchecked Sendable {
    private let time: MovingTime
    private let lock = NSLock()
    private var asleep = 0

    init(_ time: MovingTime) {
        self.time = time
    }

    var isAnybodyAsleep: Bool {
        lock.withLock { asleep > 0 }
    }

    func sleep(seconds: Double) async throws {
        lock.withLock { asleep += 1 }
        defer { lock.withLock { asleep -= 1 } }
        try await time.sleep(seconds: seconds)
    }
}

/// A folder of one test, gone with it.
final class TemporaryFolder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("mogiri-demo-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }
}

/// What stands in the repository.
enum Sources {
    static let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../..").standardizedFileURL

    static func swift(in folder: String) throws -> [(name: String, text: String)] {
        let all = FileManager.default.enumerator(
            at: root.appendingPathComponent(folder), includingPropertiesForKeys: nil)
        let files = (all?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
        return try files.map { ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8)) }
    }
}
