package dev.mogiri.scenarios

import dev.mogiri.GateException
import dev.mogiri.LogEvent
import dev.mogiri.Organizer
import dev.mogiri.WalletException
import dev.mogiri.testkit.FaultyVault
import dev.mogiri.testkit.FixedClock
import org.junit.jupiter.api.Assertions.assertEquals
import java.nio.file.Path

/** Everybody who acts in one scenario, and what was kept. */
class Stage(private val folder: Path, private var seconds: Long) : AutoCloseable {
    private val organizer = lazy { Organizer() }
    private val phones = mutableMapOf<String, Phone>()
    private val kept = mutableMapOf<String, Value>()

    /** How much the phones' logs were told. */
    fun told(): Int = phones.values.sumOf { it.log.told }

    fun keep(key: String, value: Value) {
        kept[key] = value
    }

    fun act(step: Scenario.Step): Done {
        val with = Arguments(step.with, kept)
        return when (step.actor) {
            "organizer" -> Done.bytes(organize(organizer.value, step.act, with))
            "everyone" -> everyone(with.text("seconds").toLong())
            else -> phones.getOrPut(step.actor) { phone(step.actor) }.told(step.act, with)
        }
    }

    override fun close() {
        if (organizer.isInitialized()) organizer.value.close()
    }

    private fun organize(organizer: Organizer, act: String, with: Arguments): ByteArray = when (act) {
        "event" -> organizer.eventFile

        "issue" -> organizer.issue(with.bytes("request"))

        "certify" -> {
            val roles = with.find("roles") ?: "scan,stamp,void"
            organizer.certify(with.bytes("enrolment"), with.text("gate"), roles)
        }

        "manifest" -> organizer.manifest()

        "guestList" -> organizer.guestList(with.bytes("enrolment"))

        else -> noSuchAct(act)
    }

    private fun everyone(moved: Long): Done {
        seconds += moved
        phones.values.forEach { it.clock.seconds += moved }
        return Done.OK
    }

    private fun phone(name: String): Phone {
        val (clock, path) = FixedClock(seconds) to folder.resolve(name).toString()
        return if (name in GATES) GateActor(clock, path) else WalletActor(clock, path)
    }

    private companion object {
        /** Gates are called so; everybody else with a phone is an attendee. */
        val GATES = setOf("gateA", "gateB", "other")
    }
}

/** Somebody with a folder, a clock that is moved, a vault that can fail and a log that takes nothing about anybody. */
abstract class Phone(val clock: FixedClock) {
    val log = StrictLog()
    protected val vault = FaultyVault()

    protected abstract fun act(act: String, with: Arguments): Done

    /** An act's outcome, or its error's. */
    fun told(act: String, with: Arguments): Done {
        when (act) {
            "clock" -> clock.seconds += with.text("seconds").toLong()
            "vault" -> vault.fault = FaultyVault.Fault.valueOf(with.text("fault").uppercase())
            else -> return judged(act, with)
        }
        return Done.OK
    }

    private fun judged(act: String, with: Arguments): Done = try {
        act(act, with).also { assertEquals(emptyList<LogEvent>(), log.leaks, act) }
    } catch (error: WalletException) {
        Done(listOfNotNull(name(error), error.detail()).joinToString(":"))
    } catch (error: GateException) {
        Done(listOfNotNull(name(error), error.detail()).joinToString(":"))
    }
}

private fun WalletException.detail(): String? = when (this) {
    is WalletException.BadFile -> code
    is WalletException.BadRequest -> code
    is WalletException.BadAnswer -> code
    is WalletException.BadTicket -> name(reason)
    is WalletException.CannotHandOn -> name(reason)
    is WalletException.CannotForget -> name(reason)
    else -> null
}

private fun GateException.detail(): String? = when (this) {
    is GateException.NotReady -> name(missing)
    is GateException.BadDocument -> code
    is GateException.CodeRefused -> name(reason)
    else -> null
}
