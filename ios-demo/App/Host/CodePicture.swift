import Mogiri
import MogiriDemo
import SwiftUI

/// A code's picture as the library made it: black on white with four light modules around, whatever the phone's
/// appearance.
struct CodePicture: View {
    private static let margin = 4.0

    let face: CodeFace

    var body: some View {
        Canvas(opaque: true) { context, size in
            let drawn = face.picture
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
}
