// swift-tools-version: 6.0

import PackageDescription

// The presenters build and are tested anywhere. The views are SwiftUI: a system without it compiles empty files.
let package = Package(
    name: "MogiriDemo",
    defaultLocalization: "en",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "MogiriDemo", targets: ["MogiriDemo"]),
        .library(name: "MogiriDemoApp", targets: ["MogiriDemoApp"]),
    ],
    dependencies: [.package(name: "Mogiri", path: "../bindings/swift")],
    targets: [
        .target(name: "MogiriDemo", dependencies: [.product(name: "Mogiri", package: "Mogiri")]),
        .target(name: "MogiriDemoApp", dependencies: ["MogiriDemo"]),
        .testTarget(
            name: "MogiriDemoTests",
            dependencies: ["MogiriDemo", .product(name: "MogiriTestkit", package: "Mogiri")]
        ),
    ]
)
