package dev.mogiri.demo.words

import javax.xml.parsers.DocumentBuilderFactory

/** The languages that the words are written in. */
enum class Language(internal val folder: String, val tag: String) {
    JAPANESE("values-ja", "ja"),
    ENGLISH("values", "en"),
}

/** What people are told, from the same `strings.xml` files that Android reads. */
class Words(val language: Language) {
    private val texts = FILES.flatMap { read("/words/$it".format(language.folder)) }.toMap() +
        read("/words/mogiri/values/mogiri_shapes.xml")

    /** The text of [name], with [arguments] in their places. */
    operator fun get(name: String, vararg arguments: Any): String =
        checkNotNull(texts[name]) { "no words for $name" }.format(*arguments)

    /** The text of a code for a reader: `of("reason.STALE", "staff")`. */
    fun of(key: String, reader: String, vararg arguments: Any): String =
        get("mogiri_${key.lowercase().replace(PLAIN, "_")}_$reader", *arguments)

    /** A heading or a button: `screen("scan")`. */
    fun screen(code: String, vararg arguments: Any): String = of("screen.$code", "word", *arguments)

    /** What an attendee is told by the app itself. */
    fun hint(code: String): String = of("hint.$code", "guest")

    /** What staff are told by the app itself. */
    fun tell(code: String, vararg arguments: Any): String = of("tell.$code", "staff", *arguments)

    /** Every text, with the places of its arguments as they are. */
    fun all(): Collection<String> = texts.values

    private fun read(place: String): List<Pair<String, String>> {
        val stream = checkNotNull(Words::class.java.getResourceAsStream(place)) { "no $place" }
        val document = stream.use { DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(it) }
        val nodes = document.getElementsByTagName("string")
        return List(nodes.length) { nodes.item(it) }.map { node ->
            node.attributes.getNamedItem("name").nodeValue to node.textContent.replace("\\'", "'")
        }
    }

    private companion object {
        val FILES = listOf("mogiri/%s/mogiri_words.xml", "demo/%s/demo_words.xml")
        val PLAIN = Regex("[^a-z0-9]")
    }
}
