using Freshmaker.Domain.Handlers;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Tests.Handlers;

public sealed class Planning_with_handlers
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_module_is_rebuilt_from_the_commit_that_changed_its_metadata()
    {
        var plan = await new ModulesOnMetadataChange().PlanAsync(new("web", "4", "9a1c0de"), Ct);

        plan.Exclusions.ShouldBeEmpty();
        var build = plan.Builds.ShouldHaveSingleItem();
        build.Recipe.ShouldBe(new ModuleRecipe("web", "4", "9a1c0de"));
        build.Prerequisites.ShouldBeEmpty();
        build.Cause.ToString().ShouldBe("The module's own metadata file changed in commit 9a1c0de.");
    }

    [Fact]
    public async Task a_module_that_a_person_asks_for_is_bumped_and_rebuilt()
    {
        var plan = await new ModulesOnRequest().PlanAsync(new("request-1", "web", "4", DryRun: false, "dana"), Ct);

        plan.Exclusions.ShouldBeEmpty();
        var build = plan.Builds.ShouldHaveSingleItem();
        build.Recipe.ShouldBe(new ModuleRecipe("web", "4", null));
        build.Prerequisites.ShouldBe([new SourceBump("modules", "web", "4", "Rebuild requested by dana")]);
        build.Cause.ToString().ShouldBe("dana requested web of branch 4.");
    }

    [Fact]
    public async Task modules_that_contain_a_changed_RPM_are_bumped_and_rebuilt()
    {
        var catalogue = new InMemoryCatalogue()
            .Contains("libcapsule", "f41", new ModuleMatch("web", "4", "20", "20"), new("db", "9", "7", "8"))
            .Contains("libcapsule", "f40", new ModuleMatch("old", "1", "1", "1"));

        var plan = await new ModulesOnRpmSpecChange(catalogue).PlanAsync(new("libcapsule", "f41", "9a1c0de"), Ct);

        var build = plan.Builds.ShouldHaveSingleItem();
        build.Recipe.ShouldBe(new ModuleRecipe("web", "4", null));
        build.Prerequisites.ShouldBe([new SourceBump("modules", "web", "4", "Rebuild for libcapsule f41 at 9a1c0de")]);
        build.Cause.ToString().ShouldBe("It contains the RPM libcapsule of branch f41, whose spec file changed in commit 9a1c0de.");
        plan.Exclusions.ShouldHaveSingleItem().Artifact.ToString().ShouldBe("db:9");
    }

    [Fact]
    public async Task modules_that_are_built_from_a_ready_module_are_bumped_and_rebuilt()
    {
        var catalogue = new InMemoryCatalogue().BuiltFrom("web", "4", new ModuleMatch("shop", "1", "20", "20"), new("db", "9", "7", "8"));

        var plan = await new ModulesOnDependencyReady(catalogue).PlanAsync(new("web", "4", 5120, "20", "c0ffee42", null), Ct);

        var build = plan.Builds.ShouldHaveSingleItem();
        build.Recipe.ShouldBe(new ModuleRecipe("shop", "1", null));
        build.Prerequisites.ShouldBe([new SourceBump("modules", "shop", "1", "Rebuild on module web:4, MBS build 5120")]);
        build.Cause.ToString().ShouldBe("It is built from module web:4, which became ready as MBS build 5120.");
        plan.Exclusions.ShouldHaveSingleItem().Artifact.ToString().ShouldBe("db:9");
    }

    [Fact]
    public async Task when_nothing_is_affected_the_plan_is_empty()
    {
        var plan = await new ModulesOnRpmSpecChange(new InMemoryCatalogue()).PlanAsync(new("libcapsule", "f41", "9a1c0de"), Ct);

        plan.Builds.ShouldBeEmpty();
        plan.Exclusions.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_catalogue_that_does_not_answer_is_not_hidden()
    {
        var fault = new OutsideFault("PDC", "GET modules/", "503");

        (await Should.ThrowAsync<OutsideFault>(() => new ModulesOnRpmSpecChange(new InMemoryCatalogue { Fault = fault }).PlanAsync(new("a", "b", "c"), Ct)))
            .ToFault().ShouldBe(new Fault("PDC", "GET modules/", "503"));
        fault.Message.ShouldBe("PDC at GET modules/: 503");
    }

    [Fact]
    public async Task the_core_sees_handlers_without_their_type()
    {
        IRebuildHandler handler = new ModulesOnMetadataChange();

        handler.Name.ShouldBe("ModulesOnMetadataChange");
        handler.TriggerType.ShouldBe(typeof(ModuleMetadataChanged));
        (await handler.PlanAsync(new ModuleMetadataChanged("web", "4", "9a1c0de"), Ct)).Builds.Count.ShouldBe(1);
    }
}
