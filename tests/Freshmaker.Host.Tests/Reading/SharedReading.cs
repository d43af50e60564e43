namespace Freshmaker.Host.Tests.Reading;

/// <summary>A host with some history that tests only read, or add to under ids of their own.</summary>
public sealed class SharedReading : IAsyncLifetime
{
    public ReadingHost Host { get; private set; } = null!;

    /// <summary>A spec change that rebuilt two modules, left one alone, and was followed by two more rebuilds.</summary>
    public History First { get; } = History.OfSpecChange("shared-1", "gnutls").Plan("ModulesOnRpmSpecChange", ["web", "db<web"], "old").BuildAll("web", 101).BuildAll("db", 102);

    /// <summary>What the first one's module caused.</summary>
    public History Second { get; private set; } = null!;

    /// <summary>What the second one's module caused: nothing.</summary>
    public History Third { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await ReadingHost.StartAsync();
        Second = History.After(First, History.Key("web"), "shared-2", 101).Plan("ModulesOnDependencyReady", ["app"]).BuildAll("app", 103);
        Third = History.After(Second, History.Key("app"), "shared-3", 103).Plan("ModulesOnDependencyReady", ["web"]);
        await Host.RecordAsync(First, Second, Third);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class SharedReadingCollection : ICollectionFixture<SharedReading>
{
    public const string Name = "reading";
}
