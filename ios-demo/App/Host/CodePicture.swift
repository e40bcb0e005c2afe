import CoreImage.CIFilterBuiltins
import Mogiri
import MogiriDemo
import SwiftUI

/// A code's picture: black on white with four light modules around, whatever the phone's appearance. A ticket's code is
/// drawn as the library made it, a message by the system's own generator.
struct CodePicture: View {
    private static let margin = 4.0

    let face: CodeFace

    var body: some View {
        Canvas(opaque: true) { context, size in
            let drawn = face.picture ?? Self.modules(of: face.text)
            // Whole pixels a module: a camera reads edges.
            let module = (min(size.width, size.height) / (Double(drawn.size) + 2 * Self.margin)).rounded(.down)
            context.fill(Path(CGRect(origin: .zero, size: size)), with: .color(.white))
            context.fill(Self.dark(drawn, module), with: .color(.black))
        }
        .aspectRatio(1, contentMode: .fit).frame(maxWidth: 380)
    }

    private static func dark(_ picture: QrModules, _ side: Double) -> Path {
        let width = Int(picture.size)
        let dark = picture.modules.enumerated().filter { $0.element != 0 }.map(\.offset)
        let squares = dark.map { at in
            let (x, y) = (Double(at % width) + margin, Double(at / width) + margin)
            return CGRect(x: x * side, y: y * side, width: side, height: side)
        }
        return Path { $0.addRects(squares) }
    }

    /// The system's picture, one pixel a module, without the one light module that it leaves around.
    private static func modules(of text: String) -> QrModules {
        let filter = CIFilter.qrCodeGenerator()
        (filter.message, filter.correctionLevel) = (Data(text.utf8), "L")
        guard let image = filter.outputImage?.cropped(to: filter.outputImage?.extent.insetBy(dx: 1, dy: 1) ?? .zero)
        else { return QrModules(size: 1, modules: Data([0])) }
        let side = Int(image.extent.width)
        var pixels = [UInt8](repeating: 255, count: side * side)
        CIContext().render(
            image, toBitmap: &pixels, rowBytes: side, bounds: image.extent, format: .L8, colorSpace: nil)
        return QrModules(size: UInt32(side), modules: Data(pixels.map { $0 < 128 ? 1 : 0 }))
    }
}
