// swift-tools-version: 6.0

import Foundation
import PackageDescription

// Where the Rust library comes from:
// - on Linux cargo builds it, and `cargo xtask test` gives the linker its folder (`-Xlinker -L<folder>`);
// - on a Mac an XCFramework beside this file, which `cargo xtask xcframework` puts there, is taken as it is,
// - else the released one, once there is one.
let framework = "MogiriFFI.xcframework"
// `cargo xtask xcframework --release ADDRESS` writes the address of its zip, and the zip's checksum.
let released: (address: String, checksum: String)? = nil
#if os(macOS)
    let isHere = FileManager.default.fileExists(atPath: Context.packageDirectory + "/" + framework)
    let remote = released
#else
    // The command needs no Mac, so one may lie here that this system cannot link.
    let isHere = false
    let remote: (address: String, checksum: String)? = nil
#endif
let library: Target =
    if isHere {
        .binaryTarget(name: "MogiriFFI", path: framework)
    } else if let remote {
        .binaryTarget(name: "MogiriFFI", url: remote.address, checksum: remote.checksum)
    } else {
        .systemLibrary(name: "MogiriFFI")
    }
let isFramework = isHere || remote != nil

let package = Package(
    name: "Mogiri",
    defaultLocalization: "en",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [
        .library(name: "Mogiri", targets: ["Mogiri"]),
        // For servers. No phone's app links it.
        .library(name: "MogiriOrganizer", targets: ["MogiriOrganizer"]),
        // For tests of apps only: it protects nothing.
        .library(name: "MogiriTestkit", targets: ["MogiriTestkit"]),
    ],
    targets: [
        library,
        .target(
            name: "Mogiri",
            dependencies: ["MogiriFFI"],
            resources: [
                .copy("PrivacyInfo.xcprivacy"),
                // What people are told, in Japanese and English
                .process("Resources"),
            ],
            linkerSettings: [isFramework ? .linkedLibrary("sqlite3") : .linkedLibrary("mogiri_ffi")]
        ),
        .systemLibrary(name: "MogiriOrganizerFFI"),
        .target(
            name: "MogiriOrganizer",
            dependencies: ["MogiriOrganizerFFI"],
            linkerSettings: [.linkedLibrary("mogiri_organizer")]
        ),
        .target(name: "MogiriTestkit", dependencies: ["Mogiri", "MogiriOrganizer"]),
        .testTarget(name: "MogiriTests", dependencies: ["Mogiri", "MogiriOrganizer", "MogiriTestkit"]),
    ]
)
