import Foundation

/// The text of a message as cameras read it: `MG1:` and base45, RFC 9285 (docs/protocol.md §2).
public func messageText(_ message: Data) -> String {
    prefix + base45(message)
}

/// The message of a text that a camera read; nothing if it is none.
public func messageOf(_ text: String) -> Data? {
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return trimmed.hasPrefix(prefix) ? bytes(String(trimmed.dropFirst(prefix.count))) : nil
}

private let prefix = "MG1:"
private let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
private let digits = Dictionary(uniqueKeysWithValues: zip(alphabet, 0...))

private func base45(_ bytes: Data) -> String {
    String(
        pieces(Array(bytes), of: 2).flatMap { pair in
            let number = pair.reduce(0) { $0 * 256 + Int($1) }
            return zip(0..., 0...pair.count).map { at, _ in alphabet[number / power(45, at) % 45] }
        })
}

private func bytes(_ text: String) -> Data? {
    let decoded = pieces(Array(text), of: 3).map { piece in pair(piece.map { digits[$0] }) }
    let whole = decoded.compactMap(\.self)
    return whole.count == decoded.count ? Data(whole.joined()) : nil
}

private func pair(_ digits: [Int?]) -> [UInt8]? {
    let known = digits.compactMap(\.self)
    let size = digits.count - 1
    let number = known.reversed().reduce(0) { $0 * 45 + $1 }
    guard size >= 1, known.count == digits.count, number < power(256, size) else { return nil }
    return (0..<size).reversed().map { UInt8(number / power(256, $0) % 256) }
}

private func pieces<Element>(_ all: [Element], of size: Int) -> [[Element]] {
    stride(from: 0, to: all.count, by: size).map { Array(all[$0..<min($0 + size, all.count)]) }
}

private func power(_ base: Int, _ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { product, _ in product * base }
}
