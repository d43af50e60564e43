using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.Story;

/// <summary>Ships the world's story advisory and prints what the Host's GraphQL API says came of it.</summary>
internal sealed class ImageStory(HttpClient http, string sandbox, HostClient host, TimeProvider clock)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    readonly ImageRebuilds _rebuilds = new(host);
    readonly Waiting _waiting = new(clock, Patience);

    public async Task<int> TellAsync(long advisory)
    {
        // With a history that was kept there is a rebuild of it already.
        var before = await _rebuilds.NewestAsync(advisory);
        using var answer = await http.PostAsync($"{sandbox}/control/errata/advisories/{advisory}/ship", null);
        if (!answer.IsSuccessStatusCode)
            throw new RefusedException("story.advisory", $"could not be shipped: {await answer.Content.ReadAsStringAsync()}");
        _waiting.Say($"shipped advisory {advisory}");

        if (await _waiting.ForAsync(() => LookAsync(advisory, before)) is not { } rebuild)
            return 1;
        await ImageStoryTeller.TellAsync(rebuild, _rebuilds, host.Url, Console.Out);
        var missing = rebuild.Missing().ToList();
        foreach (var what in missing)
            Console.Error.WriteLine($"story: {what}");
        return missing.Count == 0 ? 0 : 1;
    }

    async Task<(ImageRebuild? Whole, string Progress)> LookAsync(long advisory, ImageRebuildHead? before)
    {
        var head = await _rebuilds.NewestAsync(advisory);
        if (head is null || head.Number == before?.Number)
            return (null, "waiting for the rebuild to be seen");
        if (head is { Reason.Code: "ALREADY_HANDLED" } && head.Reason.Parameters.FirstOrDefault(p => p.Name == "rebuild") is { } first)
        {
            _waiting.Say("an earlier run has shipped it before, so nothing is done twice; this is what came of it then");
            head = await _rebuilds.OneAsync(first.Value) ?? head;
        }

        return head.HasEnded && await _rebuilds.WholeAsync(head) is { IsWhole: true } whole
            ? (whole, "")
            : (null, $"rebuild {head.Number} is {head.State}; images: {head.Counts.Done} of {head.Counts.Total} built, {head.Counts.Building} under way, {head.Counts.Failed} failed");
    }
}
