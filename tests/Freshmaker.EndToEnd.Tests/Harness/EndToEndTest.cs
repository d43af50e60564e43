namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>A test that shows what the processes wrote when it fails.</summary>
public abstract class EndToEndTest : IAsyncLifetime
{
    protected abstract World? Shown { get; }

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed && Shown is { } world)
            TestContext.Current.TestOutputHelper?.WriteLine(world.Logs);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A world of its own for each test.</summary>
public abstract class OwnWorldTest : EndToEndTest
{
    protected World World { get; private set; } = null!;

    protected override World? Shown => World;

    protected virtual WorldOptions Options => new();

    public override async ValueTask InitializeAsync() => World = await World.CreateAsync(Options);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await World.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>One world for all tests of a class, which run one after the other.</summary>
public class SharedWorld : IAsyncLifetime
{
    public World World { get; protected set; } = null!;

    protected virtual WorldOptions Options => new();

    public virtual async ValueTask InitializeAsync() => World = await World.StartAsync(Options);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await World.DisposeAsync();
    }
}

/// <summary>A test in a world that it shares.</summary>
public abstract class SharedWorldTest(SharedWorld shared) : EndToEndTest
{
    protected World World => shared.World;

    protected override World? Shown => shared.World;
}
