import Foundation

/// The notices of the software of others that is inside this library, in English, for an app's settings screen.
public func licenses() -> String {
    let file = Bundle.module.url(forResource: "Licenses", withExtension: "txt")
    return file.flatMap { try? String(contentsOf: $0, encoding: .utf8) } ?? ""
}
