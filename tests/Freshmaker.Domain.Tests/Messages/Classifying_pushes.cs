using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

public sealed class Classifying_pushes
{
    [Theory]
    [InlineData("modules", "web.yaml", typeof(ModuleMetadataChanged))]
    [InlineData("modules", "README,web.yaml", typeof(ModuleMetadataChanged))]
    [InlineData("modules", "other.yaml", null)]
    [InlineData("modules", "sub/web.yaml", null)]
    [InlineData("modules", "WEB.yaml", null)]
    [InlineData("modules", "web.spec", null)]
    [InlineData("rpms", "web.spec", typeof(RpmSpecChanged))]
    [InlineData("rpms", "other.spec", typeof(RpmSpecChanged))]
    [InlineData("rpms", "sources,fix.patch", null)]
    [InlineData("rpms", "web.spec.in", null)]
    [InlineData("rpms", "web.yaml", null)]
    [InlineData("container", "Dockerfile", typeof(DockerfileChanged))]
    [InlineData("container", "Dockerfile.in", null)]
    [InlineData("container", "sub/Dockerfile", null)]
    [InlineData("container", "container.yaml", null)]
    [InlineData("flatpaks", "web.yaml", null)]
    [InlineData("modules", "", null)]
    public void a_push_means_what_its_files_say(string @namespace, string files, Type? trigger)
    {
        var result = new Push(@namespace, "web", "4", Some.Revision).Classify(files.Split(','));

        if (trigger is null)
            result.ShouldNotBeForUs().ShouldStartWith("a push to");
        else
            result.ShouldBeOfType<ParseResult.Triggered>().Trigger.ShouldBeOfType(trigger);
    }

    [Fact]
    public void people_find_a_trigger_by_its_search_key()
    {
        new RpmSpecChanged("libcapsule", "f41", "9a1c0de").SearchKey.ShouldBe("libcapsule/f41?#9a1c0de");
        new ModuleMetadataChanged("web", "4", "9a1c0de").SearchKey.ShouldBe("web/4?#9a1c0de");
        new DockerfileChanged("web", "4", "9a1c0de").SearchKey.ShouldBe("web/4?#9a1c0de");
        new ModuleReady("web", "4", 5120, null, null, null).SearchKey.ShouldBe("5120");
    }

    [Theory]
    [InlineData("git://host/modules/web?#c0ffee1", "c0ffee1")]
    [InlineData("git://host/modules/web.git?#C0FFEE1", "c0ffee1")]
    [InlineData("https://host/a#b/web#" + Some.Revision, Some.Revision)]
    [InlineData("git://host/modules/web", null)]
    [InlineData("git://host/modules/web?#", null)]
    [InlineData("git://host/modules/web?#master", null)]
    [InlineData("git://host/modules/web?#c0ffee", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void the_commit_of_a_source_URL(string? url, string? expected) => ScmUrl.RevisionOf(url).ShouldBe(expected);
}
