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
    };

    [Theory]
    [MemberData(nameof(Triggers))]
    public void is_the_same_whoever_says_it(Trigger trigger, string fact) => trigger.Fact.ShouldBe(fact);
}
