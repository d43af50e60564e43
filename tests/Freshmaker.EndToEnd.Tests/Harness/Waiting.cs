namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>Waits for what happens in a world.</summary>
public static class Waiting
{
    /// <summary>The rebuild that a message opened, once it is over.</summary>
    public static async Task<RebuildHistory> OverAsync(this World world, string messageId, TimeSpan? patience = null) =>
        await Eventually.Get($"the rebuild of message {messageId} is over", async () => (await world.Database.RebuildsAsync()).FirstOrDefault(r => r.MessageId == messageId && r.IsOver), patience);

    /// <summary>The id of the message that announced a commit.</summary>
    public static async Task<string> MessageOfAsync(this World world, string commit) => (await Eventually.Get(
        $"commit {commit} is announced",
        async () => (await world.Sandbox.MessagesAsync("git.receive")).FirstOrDefault(m => m.Body?.ToJsonString().Contains(commit, StringComparison.Ordinal) == true))).Id!;

    /// <summary>All rebuilds of the cascade that began with a message, once nothing of it is open any more and every ready module has led to its rebuild.</summary>
    public static async Task<IReadOnlyList<RebuildHistory>> CascadeAsync(this World world, string messageId, TimeSpan? patience = null)
    {
        IReadOnlyList<RebuildHistory> all = [];
        await Eventually.Holds(
            $"the cascade of message {messageId} is over",
            async () =>
            {
                all = await world.Database.RebuildsAsync();
                var root = all.FirstOrDefault(r => r.MessageId == messageId);
                var cascade = all.Where(r => r.Root == root?.Id).ToList();
                return root is not null && cascade.All(r => r.IsOver)
                    && cascade.All(r => r.Builds.Values.Where(b => b.IsModule && b.State == "succeeded").All(b => cascade.Any(c => c.CausedByRebuild == r.Id && c.CausedByBuild == b.Key)));
            },
            () => Task.FromResult(string.Join('\n', all)), patience);
        var found = all.First(r => r.MessageId == messageId);
        return [.. all.Where(r => r.Root == found.Id)];
    }

    /// <summary>Returns when nothing is under way any more, so that what has not happened twice will not.</summary>
    public static Task QuietAsync(this World world, TimeSpan? patience = null) => Eventually.Holds(
        "nothing is under way any more",
        async () => await world.Broker.WaitingAsync() == 0 && await world.Database.OpenRebuildsAsync() == 0 && await world.Database.PendingAsync() == 0
            && (await world.Sandbox.MessagesAsync()).All(m => m.Fate is "sent" or "lost" or "recorded"),
        async () => $"waiting {await world.Broker.WaitingAsync()}, open {await world.Database.OpenRebuildsAsync()}, pending {await world.Database.PendingAsync()}; {string.Join('\n', await world.Database.RebuildsAsync())}",
        patience ?? TimeSpan.FromMinutes(6)); // what an outage left in a node's hand is taken up again after Durability.InboxStaleTime, a minute
}
