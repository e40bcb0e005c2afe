@file:Suppress("TooManyFunctions") // One for each act of the wallet.

package dev.mogiri

/** [Wallet.present]: the code of this moment, once. [LiveWallet.codes] turns by itself. */
public suspend fun LiveWallet.present(ticket: TicketId): TicketCode = read { it.present(ticket) }

/** [Wallet.answer]: the code for a gate's challenge. */
public suspend fun LiveWallet.answer(ticket: TicketId, challenge: ByteArray): TicketCode =
    change { it.answer(ticket, challenge) }

/** [Wallet.challengeFace]: which gate asks. */
public suspend fun LiveWallet.challengeFace(challenge: ByteArray): ChallengeFace = read { it.challengeFace(challenge) }

/** [Wallet.checkDigits]: to be read out where no camera helps. */
public suspend fun LiveWallet.checkDigits(ticket: TicketId): String? = read { it.checkDigits(ticket) }

/** [Wallet.ticket]: one ticket. */
public suspend fun LiveWallet.ticket(ticket: TicketId): TicketSummary = read { it.ticket(ticket) }

/** [Wallet.readiness]: the day before, every ticket tried as at the door. */
public suspend fun LiveWallet.readiness(): List<Readiness> = read { it.readiness() }

/** [Wallet.request]: for the organizer or a friend to answer. */
public suspend fun LiveWallet.request(count: UInt = 1u, event: EventId? = null): ByteArray =
    read { it.request(count, event) }

/** [Wallet.importFile]: takes in a ticket file or an event file. */
public suspend fun LiveWallet.importFile(file: ByteArray): Imported = change { it.importFile(file) }

/** [Wallet.compareCode]: the characters that two people read to each other. */
public suspend fun LiveWallet.compareCode(request: ByteArray): String = read { it.compareCode(request) }

/** [Wallet.handOver]: hands a ticket to the friend who made [request]. [LiveWallet.codes] of it end. */
public suspend fun LiveWallet.handOver(ticket: TicketId, request: ByteArray, confirmation: Confirmation): HandOver =
    change { it.handOver(ticket, request, confirmation) }

/** [Wallet.parcel]: what goes to the friend, once no code shown before is alive. */
public suspend fun LiveWallet.parcel(ticket: TicketId): ParcelState = read { it.parcel(ticket) }

/** [Wallet.readFrame]: one of the codes that take turns on a friend's screen. */
public suspend fun LiveWallet.readFrame(frame: ByteArray): FrameRead = read { it.readFrame(frame) }

/** [Wallet.preview]: what a parcel offers. */
public suspend fun LiveWallet.preview(parcel: ByteArray): Preview = read { it.preview(parcel) }

/** [Wallet.receive]: takes or declines a parcel. */
public suspend fun LiveWallet.receive(parcel: ByteArray, decision: Decision): Received =
    change { it.receive(parcel, decision) }

/** [Wallet.settle]: takes a friend's answer. */
public suspend fun LiveWallet.settle(answer: ByteArray): List<Settled> = change { it.settle(answer) }

/** [Wallet.acceptStamp]: keeps a digital stamp. */
public suspend fun LiveWallet.acceptStamp(stamp: ByteArray): StampOutcome = change { it.acceptStamp(stamp) }

/** [Wallet.press]: judges the touches of a stamp on the glass. */
public suspend fun LiveWallet.press(ticket: TicketId, dpi: Double, touches: List<Touch>): PressOutcome =
    change { it.press(ticket, dpi, touches) }

/** [Wallet.correct]: takes a gate's beacon. [LiveWallet.codes] turn at once. */
public suspend fun LiveWallet.correct(beacon: ByteArray): CorrectOutcome = change { it.correct(beacon) }

/** [Wallet.forget]: forgets a ticket for good. */
public suspend fun LiveWallet.forget(ticket: TicketId, valid: StillValid): Erased = change { it.forget(ticket, valid) }

/** [Wallet.purge]: forgets every event that is past its purge time. */
public suspend fun LiveWallet.purge(): Purged = change { it.purge() }

/** [Wallet.wipe]: destroys the wallet. */
public suspend fun LiveWallet.wipe(): Unit = change { it.wipe() }

/** [Wallet.presentReference]: the short code, for gates that carry the manifest. */
public suspend fun LiveWallet.presentReference(ticket: TicketId): TicketCode = read { it.presentReference(ticket) }

/** [Wallet.presentTotp]: the digits as a code, for doors that know only TOTP. */
public suspend fun LiveWallet.presentTotp(ticket: TicketId): TicketCode = read { it.presentTotp(ticket) }

/** [Wallet.find]: the ticket of an id's first characters. */
public suspend fun LiveWallet.find(prefix: String): TicketId = read { it.find(prefix) }

/** [Wallet.clock]: what this phone's clock is worth. */
public suspend fun LiveWallet.clock(): WalletClock = read { it.clock() }

/** [Wallet.useSigner]: where keys in hardware are. */
public suspend fun LiveWallet.useSigner(signer: HolderSigner): Unit = read { it.useSigner(signer) }

/** [Wallet.requestHardware]: asks for tickets that are bound to this phone's hardware. */
public suspend fun LiveWallet.requestHardware(count: UInt = 1u, event: EventId? = null): ByteArray =
    read { it.requestHardware(count, event) }

/** [Wallet.exposure]: which kinds of personal data this wallet held. */
public suspend fun LiveWallet.exposure(): List<Held> = read { it.exposure() }

/** [Wallet.diagnostics]: to paste into a support ticket. */
public suspend fun LiveWallet.diagnostics(): WalletDiagnostics = read { it.diagnostics() }

/** [Wallet.rollback]: whether the folder was put back from an older copy. */
public suspend fun LiveWallet.rollback(): Rollback = read { it.rollback() }

/** [Wallet.dismissRollback]: the person took note of it. */
public suspend fun LiveWallet.dismissRollback(): Unit = read { it.dismissRollback() }

/** [Wallet.rotateKey]: moves to another key of the host. */
public suspend fun LiveWallet.rotateKey(to: KeyVault): Unit = read { it.rotateKey(to) }

/** [Wallet.suspend]: closes the files until the next act. */
public suspend fun LiveWallet.suspend(): Unit = read { it.suspend() }
