namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>Waits for something that can be named, never for a while.</summary>
public static class Eventually
{
    /// <summary>Long: two cores may be shared with a build and other tests. A good run never waits so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>The value, as soon as it is there.</summary>
    public static async Task<T> Get<T>(string what, Func<Task<T?>> look, TimeSpan? patience = null) where T : class
    {
        T? seen = null;
        await Holds(what, async () => (seen = await look()) is not null, patience);
        return seen!;
    }

    /// <summary>Returns when the condition holds.</summary>
    public static Task Holds(string what, Func<Task<bool>> look, TimeSpan? patience = null) => Holds(what, look, () => Task.FromResult(""), patience);

    /// <summary>Returns when the condition holds; else tells how things stand.</summary>
    public static async Task Holds(string what, Func<Task<bool>> look, Func<Task<string>> tell, TimeSpan? patience = null)
    {
        var ct = TestContext.Current.CancellationToken;
        var end = TimeProvider.System.GetUtcNow() + (patience ?? Patience);
        while (!await look())
        {
            if (TimeProvider.System.GetUtcNow() > end)
                throw new TimeoutException($"Waited {patience ?? Patience} in vain: {what}. {await tell()}");
            await Task.Delay(Look, ct);
        }
    }
}
