using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

public sealed class Stating_facts
{
    const string Upper = "E1F39D43471FC37EC82616F76A119DA4EDDEC787";

    public static TheoryData<Trigger, string> Triggers => new()
    {
        { new ModuleReady("web", "1", 7, "20310101", "c0", Some.Revision), "module-ready/7" },
        { new ModuleReady("web", "1", 7, null, null, null), "module-ready/7" },
        { new ModuleMetadataChanged("web", "1", Some.Revision), $"push/modules/web/1#{Some.Revision}" },
        { new RpmSpecChanged("libcapsule", "f41", Upper), $"push/rpms/libcapsule/f41#{Some.Revision}" },
        { new DockerfileChanged("front", "f41", Some.Revision), $"push/container/front/f41#{Some.Revision}" },
        { new RpmsStable("FEDORA-2031-1", ["libcapsule-2-1"], "F41", "f41"), "update-stable/FEDORA-2031-1" },
        { new AdvisoryShipped(140221), "advisory-shipped/140221" },
        { new AdvisoryRebuildRequested("manual_1", 140221, [], null, true, false, "dana"), "request/manual_1" },
        { new ImageRebuildRequested("async_1", "f41", ["web-container"], null, null, false, null), "request/async_1" },
        { new ImageBuilt("web-container-1-5", 3311442, null), "image-built/web-container-1-5" },
    };

    [Theory]
    [MemberData(nameof(Triggers))]
    public void is_the_same_whoever_says_it(Trigger trigger, string fact) => trigger.Fact.ShouldBe(fact);
}
