import Mogiri
import MogiriDemo
import SwiftUI

/// The demo on an iPhone: its evening is made on a Mac and carried in the app (README.md).
@main
struct MogiriDemoApp: App {
    @StateObject private var host = PhoneHost()
    @StateObject private var opening = Opening()
    @Environment(\.scenePhase) private var phase

    var body: some Scene {
        WindowGroup {
            Group {
                if let evening = opening.evening {
                    Speaking(evening: evening, host: host, language: host.language)
                } else {
                    Text(opening.fault ?? "")
                }
            }
            .task { await opening.begin() }
            .onChange(of: phase) { opening.changed(to: $0, host) }
        }
    }
}

/// The apps in one language. Another language makes them anew, on the same wallet and gate.
private struct Speaking: View {
    @ObservedObject var host: PhoneHost
    let apps: Apps
    let words: Words

    init(evening: Evening, host: PhoneHost, language: Language) {
        self.host = host
        words = Words(language)
        apps = Apps.of(evening, host, language)
    }

    var body: some View {
        DemoScreen(apps: apps, words: words).id(words.language).sheets(of: host, words: words)
    }
}
