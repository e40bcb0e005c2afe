@file:Suppress("TooManyFunctions") // One for each act of the gate.

package dev.mogiri

/** [Gate.enrolment]: what the organizer certifies. */
public suspend fun LiveGate.enrolment(): ByteArray = read { it.enrolment() }

/** [Gate.update]: adopts a document of the organizer. */
public suspend fun LiveGate.update(document: ByteArray): Updated = change { it.update(document) }

/** [Gate.status]: what this device is and has. */
public suspend fun LiveGate.status(): StaffStatus = read { it.status() }

/** [Gate.admit]: judges the text of a code. */
public suspend fun LiveGate.admit(text: String): Verdict = change { it.admit(text) }

/** [Gate.admitNamed]: after staff compared the person's document. */
public suspend fun LiveGate.admitNamed(text: String, name: String): Verdict = change { it.admitNamed(text, name) }

/** [Gate.admitDigits]: judges check digits that a guest read out. */
public suspend fun LiveGate.admitDigits(digits: String, name: String?): Verdict =
    change { it.admitDigits(digits, name) }

/** [Gate.exit]: lets somebody out. */
public suspend fun LiveGate.exit(text: String): GateExit = change { it.exit(text) }

/** [Gate.stamp]: the digital stamp for an own admission. */
public suspend fun LiveGate.stamp(entry: EntryHash): ByteArray = read { it.stamp(entry) }

/** [Gate.challenge]: to show to one phone. */
public suspend fun LiveGate.challenge(ask: AskName): ByteArray = read { it.challenge(ask) }

/** [Gate.beacon]: for a phone whose clock is wrong. */
public suspend fun LiveGate.beacon(presentation: PresentationId): ByteArray = read { it.beacon(presentation) }

/** [Gate.voidEntry]: takes an entry back. */
public suspend fun LiveGate.voidEntry(name: String, reason: String): Voided = change { it.voidEntry(name, reason) }

/** [Gate.overrideCode]: lets in over whatever stands against a code. */
public suspend fun LiveGate.overrideCode(text: String, reason: String): GateOverride =
    change { it.overrideCode(text, reason) }

/** [Gate.overrideTicket]: lets in without a code. */
public suspend fun LiveGate.overrideTicket(name: String, reason: String): GateOverride =
    change { it.overrideTicket(name, reason) }

/** [Gate.export]: everything this device knows, for another gate. */
public suspend fun LiveGate.export(): ByteArray = read { it.export() }

/** [Gate.merge]: takes another gate's file in. */
public suspend fun LiveGate.merge(file: ByteArray): MergeReport = change { it.merge(file) }

/** [Gate.closeLog]: closes this device's log. */
public suspend fun LiveGate.closeLog(): ClosedLog = change { it.closeLog() }

/** [Gate.tap]: judges a card or wristband. */
public suspend fun LiveGate.tap(card: ByteArray, name: String? = null): Verdict = change { it.tap(card, name) }

/** [Gate.syncVector]: what this device has, for one code. */
public suspend fun LiveGate.syncVector(): ByteArray = read { it.syncVector() }

/** [Gate.missing]: what the gate lacks that showed this vector. */
public suspend fun LiveGate.missing(vector: ByteArray): MissingEntries = read { it.missing(vector) }

/** [Gate.takeFrame]: takes one frame that another gate shows. */
public suspend fun LiveGate.takeFrame(frame: ByteArray): FrameTaken = change { it.takeFrame(frame) }

/** [Gate.history]: the last things that this device wrote down. */
public suspend fun LiveGate.history(most: UInt = 20u): List<HistoryEntry> = read { it.history(most) }

/** [Gate.issue]: sells a blank, or gives one out in place of a ticket. */
public suspend fun LiveGate.issue(zone: String?, replaces: String?, reason: String): IssuedBlank =
    change { it.issue(zone, replaces, reason) }

/** [Gate.issued]: a blank that was issued before, to print it again. */
public suspend fun LiveGate.issued(name: String? = null): IssuedBlank = read { it.issued(name) }

/** [Gate.blanksLeft]: blanks that are left, by zone. */
public suspend fun LiveGate.blanksLeft(): Map<String, ULong> = read { it.blanksLeft() }

/** [Gate.askTime]: asks another gate for the time. */
public suspend fun LiveGate.askTime(): ByteArray = read { it.askTime() }

/** [Gate.tellTime]: answers a gate that asked. */
public suspend fun LiveGate.tellTime(asked: ByteArray): ByteArray = read { it.tellTime(asked) }

/** [Gate.readTime]: what an answer says, before somebody takes it. */
public suspend fun LiveGate.readTime(answer: ByteArray): PeerTime = read { it.readTime(answer) }

/** [Gate.takeTime]: takes another gate's time for this one's. */
public suspend fun LiveGate.takeTime(answer: ByteArray): PeerTime = change { it.takeTime(answer) }

/** [Gate.maintain]: what a gate does while nobody waits. Call it when it was idle for some seconds. */
public suspend fun LiveGate.maintain(): Reserve = read { it.maintain() }

/** [Gate.purge]: forgets names and what else no count needs, after the event's purge time. */
public suspend fun LiveGate.purge(): GatePurged = change { it.purge() }

/** [Gate.exposure]: which kinds of personal data this gate held. */
public suspend fun LiveGate.exposure(): List<Held> = read { it.exposure() }

/** [Gate.diagnostics]: to paste into a support ticket. */
public suspend fun LiveGate.diagnostics(): GateDiagnostics = read { it.diagnostics() }

/** [Gate.rotateKey]: moves to another key of the host. */
public suspend fun LiveGate.rotateKey(to: KeyVault): Unit = read { it.rotateKey(to) }

/** [Gate.suspend]: closes the files until the next act. */
public suspend fun LiveGate.suspend(): Unit = read { it.suspend() }
