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
