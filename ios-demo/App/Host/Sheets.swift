import MogiriDemo
import SwiftUI
import UIKit
import UniformTypeIdentifiers

extension View {
    /// The sheets that the presenters open on a phone.
    func sheets(of host: PhoneHost, words: Words) -> some View {
        modifier(Sheets(host: host, words: words))
    }
}

private struct Sheets: ViewModifier {
    @ObservedObject var host: PhoneHost
    let words: Words

    func body(content: Content) -> some View {
        content.sheet(item: $host.sheet) { sheet in
            switch sheet {
            case .camera(_, let listener): camera(listener)
            case .files(let answer): files(answer)
            case .share(let file, let answer): ShareSheet(file: file).onDisappear { answer.give(nil) }
            }
        }
    }

    private func camera(_ listener: AsyncStream<String>.Continuation) -> some View {
        VStack {
            ScannerView { listener.yield($0) }
            Button {
                host.sheet = nil
            } label: {
                Text(words.screen("cancel")).frame(minWidth: 48, minHeight: 48)
            }
        }
        .onDisappear { listener.finish() }
    }

    private func files(_ answer: Answer<URL>) -> some View {
        FilePicker { file in
            answer.give(file)
            host.sheet = nil
        }
        .onDisappear { answer.give(nil) }
    }
}

/// The system's own list of files, for those that came from a device nearby.
private struct FilePicker: UIViewControllerRepresentable {
    let picked: @MainActor (URL?) -> Void

    func makeCoordinator() -> Coordinator {
        Coordinator(picked)
    }

    func makeUIViewController(context: Context) -> UIDocumentPickerViewController {
        let picker = UIDocumentPickerViewController(forOpeningContentTypes: [.data], asCopy: true)
        picker.delegate = context.coordinator
        return picker
    }

    func updateUIViewController(_ picker: UIDocumentPickerViewController, context: Context) {}

    @MainActor
    final class Coordinator: NSObject, UIDocumentPickerDelegate {
        private let picked: @MainActor (URL?) -> Void

        init(_ picked: @escaping @MainActor (URL?) -> Void) {
            self.picked = picked
        }

        func documentPicker(_ picker: UIDocumentPickerViewController, didPickDocumentsAt files: [URL]) {
            picked(files.first)
        }
    }
}
