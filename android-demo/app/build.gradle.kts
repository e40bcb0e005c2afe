plugins {
    id("com.android.application")
    id("org.jetbrains.kotlin.android")
    id("org.jetbrains.kotlin.plugin.compose")
}

val bindings = rootDir.resolve("../bindings/kotlin")
val ui = rootDir.resolve("ui/src/main")

// The demo reads its words from the class path, as on the desktop.
val words = tasks.register<Copy>("words") {
    from(ui.resolve("res")) { into("words/demo") }
    from(bindings.resolve("android/src/main/res")) { into("words/mogiri") }
    into(layout.buildDirectory.dir("words"))
}

android {
    namespace = "dev.mogiri.demo"
    compileSdk = 34

    defaultConfig {
        applicationId = "dev.mogiri.demo"
        minSdk = 26
        targetSdk = 34
        versionCode = 1
        versionName = "0.1.0"
        ndk { abiFilters += listOf("arm64-v8a", "x86_64") }
    }

    buildFeatures { compose = true }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    sourceSets["main"].apply {
        kotlin.srcDirs("src/main/kotlin")
        // All of ui but the desktop's window.
        listOf("codes", "evening", "host", "presenter", "screen", "tokens", "words").forEach {
            kotlin.srcDir(ui.resolve("kotlin/dev/mogiri/demo/$it"))
        }
        kotlin.srcDirs(
            bindings.resolve("sdk/src/main/kotlin"),
            bindings.resolve("sdk/src/generated/kotlin"),
            bindings.resolve("organizer/src/generated/kotlin"),
        )
        res.srcDirs(ui.resolve("res"), bindings.resolve("android/src/main/res"))
        resources.srcDirs(bindings.resolve("sdk/src/main/resources"), words)
    }

    buildTypes {
        release {
            isMinifyEnabled = true
            proguardFiles(bindings.resolve("sdk/consumer-rules.pro"))
        }
    }
}

dependencies {
    implementation("net.java.dev.jna:jna:5.17.0@aar")
    implementation("org.jetbrains.kotlinx:kotlinx-coroutines-android:1.10.2")
    implementation("com.google.zxing:core:3.5.3")
    implementation("androidx.activity:activity-compose:1.9.3")
    implementation("androidx.compose.foundation:foundation:1.7.6")
    implementation("androidx.compose.material3:material3:1.3.1")
    implementation("androidx.core:core:1.13.0")
}
