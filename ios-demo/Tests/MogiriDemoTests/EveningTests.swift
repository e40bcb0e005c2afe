import Foundation
import Mogiri
import MogiriTestkit
import Testing

@testable import MogiriDemo

/// A whole evening by the acts of the screens, on the real library.
@MainActor
struct EveningTests {
    private static let doors: UInt64 = 1_797_667_200

    let time = MovingTime(seconds: doors + 300)
    let folder: URL
    let words: Words
    let demo: DemoPresenter

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("mogiri-demo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        words = try Words(.japanese, catalogues: Sources.catalogues)
        let device = Device(folder: folder, clock: time, sleeper: time) { MemoryVault() }
        let evening = try await Evening.begin(CommandOrganizer(folder: folder), on: device)
        demo = DemoPresenter(evening, sleeper: time, words)
    }

    @Test("The list has both tickets, works offline and says where each stands")
    func list() async throws {
        let state = try await shown(demo.tickets) { !$0.rows.isEmpty }
        #expect(state.rows.map(\.place) == ["1階 5列 7番", "1階 5列 8番"])
        #expect(state.rows.allSatisfy { $0.canShow && $0.whyNotSend == nil })
        #expect(state.offline != nil)
    }

    @Test("A ticket is shown, scanned, stamped and counted")
    func entry() async throws {
        try await showFirst()
        demo.holdUnderCamera()
        let scanned = try await shown(demo.scan) { $0.face != nil && $0.counts.admitted == "1" }
        #expect(scanned.face?.tone == .ok)
        demo.scan.giveStamp(scanned.last[0])
        _ = try await shown(demo.scan) { $0.stamp != nil }
        demo.holdStampBeforePhone()
        #expect(try await shown(demo.show) { $0.stamped != nil }.notice != nil)
    }

    @Test("The code turns and counts its seconds")
    func turning() async throws {
        let first = try await showFirst()
        let before = first.seconds
        await time.somebodySleeps()
        time.advance(seconds: 1)
        let counted = try await shown(demo.show) { $0.seconds != before }
        #expect(counted.text == first.text)
        time.advance(seconds: 10)
        _ = try await shown(demo.show) { $0.text != first.text }
    }

    @Test("A ticket that is handed to the friend is shown no more")
    func handOver() async throws {
        let rows = try await shown(demo.tickets) { !$0.rows.isEmpty }.rows
        demo.send(rows[0].id)
        _ = try await shown(demo.send) { $0.id != nil }
        demo.send.confirm()
        #expect(try await shown(demo.send) { $0.step == .done }.told == words("mogiri_settled_taken_guest"))
        let after = try await shown(demo.tickets) { $0.rows.contains { !$0.canShow } }
        #expect(after.rows.count == 2)
    }

    @Test("A scan is taken back with a reason and the ticket enters again")
    func undo() async throws {
        try await showFirst()
        demo.holdUnderCamera()
        let scanned = try await shown(demo.scan) { $0.counts.admitted == "1" && !$0.last.isEmpty }
        demo.scan.undo(scanned.last[0], for: scanned.reasons[0])
        let undone = try await shown(demo.scan) { $0.counts.admitted == "0" && $0.last[0].isUndone }
        #expect(undone.last[0].entry == nil && undone.face == nil)
    }

    @Test("A second use is refused in words, with where and what to do")
    func secondUse() async throws {
        let first = try await showFirst()
        demo.holdUnderCamera()
        _ = try await shown(demo.scan) { $0.face?.tone == .ok }
        time.advance(seconds: 30)
        _ = try await shown(demo.show) { $0.text != nil && $0.text != first.text }
        demo.holdUnderCamera()
        let refused = try await shown(demo.scan) { $0.face?.tone == .no }
        #expect(refused.face?.told == words("mogiri_reason_already_used_staff"))
        #expect(refused.last.count == 2)
    }

    @discardableResult
    private func showFirst() async throws -> ShowState {
        let rows = try await shown(demo.tickets) { !$0.rows.isEmpty }.rows
        demo.show(rows[0].id)
        return try await shown(demo.show) { $0.text != nil && !$0.seconds.isEmpty }
    }

    /// The first state that is so.
    private func shown<State>(_ presenter: Presenter<State>, _ isSo: (State) -> Bool) async throws -> State {
        for await state in presenter.states() where isSo(state) { return state }
        throw CancellationError()
    }
}
