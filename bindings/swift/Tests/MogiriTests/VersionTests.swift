import Mogiri
import Testing

@Test("The library names the versions it was built from")
func versions() {
    let versions = version()
    #expect(versions.core == "0.1.0")
    #expect(versions.ffi == versions.core)
    #expect(versions.wire == 1)
    #expect(versions.walletSchema == 1)
    #expect(versions.gateSchema == 1)
}
