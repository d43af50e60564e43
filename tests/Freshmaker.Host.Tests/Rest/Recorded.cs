using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Tests.Reading;

namespace Freshmaker.Host.Tests.Rest;

/// <summary>A host with five events of every sort that old clients know, which tests only read.</summary>
public sealed class Recorded : IAsyncLifetime
{
    public RestHost Rest { get; private set; } = null!;

    /// <summary>A spec change: two modules done, one left alone.</summary>
    public History Push { get; } = History.OfSpecChange("m-1", "gnutls").Plan("ModulesOnRpmSpecChange", ["web", "db<web"], "old").BuildAll("web", 101).BuildAll("db", 102);

    /// <summary>What the first module caused: one build on its way, one planned.</summary>
    public History Follower { get; private set; } = null!;

    /// <summary>A module that failed, and what was built on it.</summary>
    public History Failed { get; } =
        History.OfSpecChange("m-3", "zlib").Plan("ModulesOnRpmSpecChange", ["web", "app<web"]).Bump("web").Start("web", 104).Report("web", 104, ModuleBuildState.Failed);

    /// <summary>What alice asked for, continuing the first; dry.</summary>
    public History Request { get; private set; } = null!;

    /// <summary>What alice canceled.</summary>
    public History Canceled { get; } = History.OfSpecChange("m-5", "curl").Plan("ModulesOnRpmSpecChange", ["web"]).Cancel();

    public async ValueTask InitializeAsync()
    {
        Rest = await RestHost.StartAsync();
        await Rest.Reading.RecordAsync(Push);
        Follower = History.After(Push, History.Key("web"), "m-2", 101).Plan("ModulesOnDependencyReady", ["app", "site<app"]).Bump("app").Start("app", 103);
        await Rest.Reading.RecordAsync(Follower, Failed);
        Request = History.OfImageRequest("m-4", continues: await NumberAsync("m-1"));
        await Rest.Reading.RecordAsync(Request.Force(new BuildFailed("image/web-container-1-5", FaultClass.Artifact, Reason.Of(ReasonCode.NoResult, ("task", "77"))))
            .Force(new BuildStarting("image/web-container-child-1-5", 1, "0123abcd", "web-container-child-1-17000")), Canceled);
    }

    public async Task<long> NumberAsync(string messageId) => (await EventAsync(messageId)).GetProperty("id").GetInt64();

    /// <summary>The single event with this message id.</summary>
    public async Task<JsonElement> EventAsync(string messageId, string? caller = null) =>
        (await Rest.GetAsync($"/api/1/events/?message_id={messageId}", caller)).GetProperty("items").EnumerateArray().Single();

    public ValueTask DisposeAsync() => Rest.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class RecordedCollection : ICollectionFixture<Recorded>
{
    public const string Name = "rest";
}
