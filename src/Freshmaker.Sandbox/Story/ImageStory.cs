using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.Story;

/// <summary>Ships the world's story advisory and prints what the Host's GraphQL API says came of it.</summary>
internal sealed class ImageStory(HttpClient http, string sandbox, HostClient host, TimeProvider clock)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);

    readonly ImageRebuilds _rebuilds = new(host);

    public async Task<int> TellAsync(long advisory)
    {
        // With a history that was kept there is a rebuild of it already.
        var before = await _rebuilds.NewestAsync(advisory);
        using var answer = await http.PostAsync($"{sandbox}/control/errata/advisories/{advisory}/ship", null);
        if (!answer.IsSuccessStatusCode)
            throw new RefusedException("story.advisory", $"could not be shipped: {await answer.Content.ReadAsStringAsync()}");
        StoryVerb.Progress($"shipped advisory {advisory}");

        if (await FollowAsync(advisory, before) is not { } rebuild)
            return 1;
        await ImageStoryTeller.TellAsync(rebuild, _rebuilds, host.Url, Console.Out);
        var missing = rebuild.Missing().ToList();
        foreach (var what in missing)
            Console.Error.WriteLine($"story: {what}");
        return missing.Count == 0 ? 0 : 1;
    }

    async Task<ImageRebuild?> FollowAsync(long advisory, ImageRebuildHead? before)
    {
        var until = clock.GetUtcNow() + Patience;
        var said = "";
        while (clock.GetUtcNow() < until)
        {
            var head = await _rebuilds.NewestAsync(advisory);
            if (head?.Number == before?.Number)
                head = null;
            if (head is { Reason.Code: "ALREADY_HANDLED" } && head.Reason.Parameters.FirstOrDefault(p => p.Name == "rebuild") is { } first)
            {
                Say("an earlier run has shipped it before, so nothing is done twice; this is what came of it then");
                head = await _rebuilds.OneAsync(first.Value);
            }

            if (head is { HasEnded: true } && await _rebuilds.WholeAsync(head) is { IsWhole: true } whole)
                return whole;
            Say(head is null
                ? "waiting for the rebuild to be seen"
                : $"rebuild {head.Number} is {head.State}; images: {head.Counts.Done} of {head.Counts.Total} built, {head.Counts.Building} under way, {head.Counts.Failed} failed");
            await Task.Delay(Glance, clock);
        }

        Console.Error.WriteLine($"story: the rebuild was not over after {Patience.TotalMinutes} minutes; last seen: {said}");
        return null;

        void Say(string now)
        {
            if (now != said)
                StoryVerb.Progress(said = now);
        }
    }
}
