// swift-tools-version: 6.0

import PackageDescription

// The Rust library is built by cargo, not by this package: `cargo xtask test` builds it and gives the linker its
// folder (`-Xlinker -L<folder>`).
let package = Package(
    name: "Mogiri",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [
        .library(name: "Mogiri", targets: ["Mogiri"])
    ],
    targets: [
        .systemLibrary(name: "MogiriFFI"),
        .target(
            name: "Mogiri",
            dependencies: ["MogiriFFI"],
            linkerSettings: [.linkedLibrary("mogiri_ffi")]
        ),
        .testTarget(name: "MogiriTests", dependencies: ["Mogiri"]),
    ]
)
