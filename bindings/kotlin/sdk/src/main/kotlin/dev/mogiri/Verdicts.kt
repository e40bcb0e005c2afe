package dev.mogiri

/** Who was let in, if somebody was. */
public val Verdict.admission: Admission? get() = (this as? Verdict.Admitted)?.v1

/** Why nobody was let in with this code, be it refused or for a person with authority to decide. */
public val Verdict.refusal: Refusal?
    get() = when (this) {
        is Verdict.Refused -> v1
        is Verdict.Ask -> v1
        is Verdict.Admitted, is Verdict.Repeat -> null
    }

/** What the same code was a moment ago. */
public val Verdict.repeat: Repeat? get() = (this as? Verdict.Repeat)?.v1

/** The cause, also of a code that was not let in a moment ago. */
public val Verdict.reason: Reason?
    get() = refusal?.reason ?: (repeat?.of as? RepeatOf.NotAdmitted)?.v1

/** What a person should look at, whatever the verdict. */
public val Verdict.notes: List<Note> get() = admission?.notes ?: refusal?.notes ?: emptyList()
