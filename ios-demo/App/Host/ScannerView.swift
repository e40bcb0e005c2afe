import SwiftUI
import VisionKit

/// The camera over the verdicts, which reads one guest after the other without a touch.
struct LiveCamera: View {
    let found: @MainActor (String) -> Void

    var body: some View {
        ScannerView(found: found).frame(maxWidth: .infinity, minHeight: 240).accessibilityHidden(true)
    }
}

/// The camera that reads codes. Each text is told once while its code is in view.
struct ScannerView: UIViewControllerRepresentable {
    let found: @MainActor (String) -> Void

    func makeCoordinator() -> Coordinator {
        Coordinator(found)
    }

    func makeUIViewController(context: Context) -> DataScannerViewController {
        let scanner = DataScannerViewController(
            recognizedDataTypes: [.barcode(symbologies: [.qr])], qualityLevel: .balanced,
            recognizesMultipleItems: false, isHighFrameRateTrackingEnabled: false, isHighlightingEnabled: true)
        scanner.delegate = context.coordinator
        return scanner
    }

    func updateUIViewController(_ scanner: DataScannerViewController, context: Context) {
        // Without a camera, or without leave to use it, the view stays dark: digits and files work all the same.
        try? scanner.startScanning()
        context.coordinator.found = found
    }

    static func dismantleUIViewController(_ scanner: DataScannerViewController, coordinator: Coordinator) {
        scanner.stopScanning()
    }

    /// Hears what the camera recognizes.
    @MainActor
    final class Coordinator: NSObject, DataScannerViewControllerDelegate {
        var found: @MainActor (String) -> Void
        private var last: String?

        init(_ found: @escaping @MainActor (String) -> Void) {
            self.found = found
        }

        func dataScanner(
            _ scanner: DataScannerViewController, didAdd added: [RecognizedItem], allItems: [RecognizedItem]
        ) {
            tell(added)
        }

        // A screen whose codes take turns may count as one item that changes.
        func dataScanner(
            _ scanner: DataScannerViewController, didUpdate updated: [RecognizedItem], allItems: [RecognizedItem]
        ) {
            tell(updated)
        }

        func dataScanner(
            _ scanner: DataScannerViewController, didRemove removed: [RecognizedItem], allItems: [RecognizedItem]
        ) {
            last = nil
        }

        private func tell(_ items: [RecognizedItem]) {
            for case .barcode(let code) in items {
                guard let text = code.payloadStringValue, text != last else { continue }
                last = text
                found(text)
            }
        }
    }
}
