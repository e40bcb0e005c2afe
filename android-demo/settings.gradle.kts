// For Android Studio. Gradle was not run where this repository is built: there it is Maven and `cargo xtask apk`.
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "mogiri-android-demo"
include(":app")
