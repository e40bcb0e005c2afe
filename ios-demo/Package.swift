// swift-tools-version: 6.0

import PackageDescription

// The presenters of the demo app: they build and are tested anywhere. What needs an iPhone is in App, as an Xcode
// project that takes this package (project.yml).
let package = Package(
    name: "MogiriDemo",
    defaultLocalization: "en",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "MogiriDemo", targets: ["MogiriDemo"]),
        // Makes the evening that the app carries for "two phones in one".
        .executable(name: "make-evening", targets: ["MakeEvening"]),
    ],
    dependencies: [.package(name: "Mogiri", path: "../bindings/swift")],
    targets: [
        .target(
            name: "MogiriDemo",
            dependencies: [.product(name: "Mogiri", package: "Mogiri")],
            // Both languages in one file, as it is: every system reads it the same way.
            resources: [.copy("Resources/words.json")]
        ),
        // The organizer of the sandbox. No phone's app links it.
        .target(
            name: "MogiriDemoSandbox",
            dependencies: ["MogiriDemo", .product(name: "MogiriOrganizer", package: "Mogiri")]
        ),
        .executableTarget(name: "MakeEvening", dependencies: ["MogiriDemoSandbox"]),
        .testTarget(
            name: "MogiriDemoTests",
            dependencies: [
                "MogiriDemo", "MogiriDemoSandbox", .product(name: "MogiriTestkit", package: "Mogiri"),
            ]
        ),
    ]
)
