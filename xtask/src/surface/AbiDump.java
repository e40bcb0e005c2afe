import java.io.File;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.jetbrains.kotlin.abi.tools.AbiFilters;
import org.jetbrains.kotlin.abi.tools.AbiToolsFactory;

/** Prints what a jar shows to Kotlin, without what its generator needs for itself. */
class AbiDump {
    private static final Set<String> PLUMBING = Set.of(
        "**.FfiConverter*", "**.Uniffi*", "**.uniffi*", "**.RustBuffer*", "**.ForeignBytes*", "**.NoHandle",
        "**.Disposable*", "**.InternalException", "**.*$ErrorHandler");

    public static void main(String[] jars) {
        var tools = ServiceLoader.load(AbiToolsFactory.class).findFirst().orElseThrow().get();
        var filters = new AbiFilters(Set.of(), PLUMBING, Set.of(), Set.of());
        tools.printJvmDump(System.out, List.of(new File(jars[0])), filters);
    }
}
