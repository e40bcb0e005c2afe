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

    /** The text of [key], with [arguments] in their places. */
    operator fun get(key: String, vararg arguments: Any): String =
        checkNotNull(texts[key]) { "no words for $key" }.format(*arguments)

    /** The text of a code of the library: `of("reason", "STALE", "staff")`. */
    fun of(family: String, code: String, voice: String): String = get("mogiri_${family}_${code.lowercase()}_$voice")

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
    }
}
