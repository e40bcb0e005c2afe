import Mogiri
import MogiriDemo
import Testing

/// Contacts on the glass.
struct StampContactsTests {
    @Test("A press is whole when the last contact has left, however they came and went")
    func whole() {
        var contacts = StampContacts()
        #expect(contacts.take([touch(1, .began), touch(2, .began)]) == nil)
        #expect(contacts.take([touch(3, .began)]) == nil)
        #expect(contacts.take([touch(1, .moved), touch(2, .ended)]) == nil)
        let press = contacts.take([touch(1, .ended), touch(3, .cancelled)])
        #expect(press?.map(\.id) == [1, 2, 3, 1, 2, 1, 3])
    }

    @Test("Two fingers are no stamp, and nothing of them is left for the next press")
    func fingers() {
        var contacts = StampContacts()
        #expect(contacts.take([touch(1, .began), touch(2, .began)]) == nil)
        #expect(contacts.take([touch(1, .ended), touch(2, .ended)]) == nil)
        #expect(contacts.take([touch(3, .began)]) == nil)
        #expect(contacts.take([touch(3, .ended)]) == nil)
    }

    private func touch(_ id: UInt64, _ phase: Phase) -> Touch {
        Touch(id: id, xPx: 0, yPx: 0, tMs: 0, phase: phase)
    }
}
