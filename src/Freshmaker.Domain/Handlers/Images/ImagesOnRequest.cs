using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Handlers.Images;

/// <summary>A person asked for the rebuild of named images: the newest published build of each from the branch, in order (behaviour.md H4).</summary>
public sealed class ImagesOnRequest(ImageSources sources) : RebuildHandler<ImageRebuildRequested>
{
    /// <summary>So many builds of each package are looked at first; four times as many with each further call.</summary>
    const int FirstLook = 10;

    public override async Task<Plan> PlanAsync(ImageRebuildRequested trigger, CancellationToken ct)
    {
        var unread = new UnreadRecords();
        var reading = sources with { Catalogue = sources.Catalogue.Telling(unread.Add) };
        try
        {
            var policy = sources.Policies.For(new(Name, Advisory: null, Manual: true, trigger.DryRun));
            return policy.DeniesAll is { } denied ? Plan.Nothing(denied) : await AnswerAsync(trigger, policy, reading, ct) with { AskedPolicy = true, Remarks = unread.Remarks };
        }
        catch (PlanRefusedException refused)
        {
            return Plan.Failed(refused.Reason);
        }
    }

    static async Task<Plan> AnswerAsync(ImageRebuildRequested trigger, IImagePolicy policy, ImageSources sources, CancellationToken ct)
    {
        var reader = new SnapshotReader(sources, rpmNames: []);
        var packages = trigger.Images.Distinct().Order(StringComparer.Ordinal).ToList();
        var newest = await NewestOfBranchAsync(reader, sources.Catalogue, packages, trigger.Branch, ct);
        var missing = packages.Where(p => !newest.ContainsKey(p)).ToList();
        if (packages.Count == 0 || missing.Count > 0)
            return Plan.Failed(Reason.Of(ReasonCode.NeverBuiltOnBranch, ("branch", trigger.Branch), ("images", Said.List(missing))));

        var judged = newest.Values.Select(i => (Image: i, WhyNot: i.Unreadable is { } why ? Said.Unreadable(i.Nvr, why) : policy.Denies(CandidateOf(i)))).ToList();
        var allowed = judged.Where(j => j.WhyNot is null).Select(j => j.Image).ToList();
        var images = allowed.ConvertAll(i => $"{i.Nvr}");
        reader.Add(allowed);
        // How one image lies to itself needs no looking up; its parents are still named.
        await reader.ReadAncestorsAsync(images, (_, _) => true, levels: images.Count == 1 ? 1 : null, ct);
        var request = new ImageRequest(images, trigger.Branch, trigger.Requester ?? "someone")
        {
            Options = sources.Options,
            Target = trigger.Target,
            Denied = [.. judged.Where(j => j.WhyNot is not null).Select(j => Said.Exclusion($"{j.Image.Nvr}", j.WhyNot!))],
            Reuse = await Earlier.OfContinuedAsync(sources.Earlier, trigger.ContinuesRebuild, ct),
        };
        var draft = RequestedImagesPlanner.Plan(request, reader.Snapshot);
        await reader.ReadComposesAsync([.. draft.Builds.Select(b => ((ImageRecipe)b.Recipe).OriginalNvr!)], ct);
        return RequestedImagesPlanner.Plan(request, reader.Snapshot);
    }

    static ImageCandidate CandidateOf(ImageRecord image)
    {
        string[] repositories = [.. image.Places.Where(p => p.Published).Select(p => p.Repository).Distinct().Order(StringComparer.Ordinal)];
        return new(image.Nvr, repositories.FirstOrDefault(), Published: true) { PublishedRepositories = repositories };
    }

    /// <summary>By package, the newest published build whose task was for the branch. Newest builds are looked up first, of all packages together.</summary>
    static async Task<Dictionary<string, ImageRecord>> NewestOfBranchAsync(SnapshotReader reader, IImageCatalogue catalogue, List<string> packages, string branch, CancellationToken ct)
    {
        var found = new Dictionary<string, ImageRecord>();
        var byNewest = Comparer<ImageRecord>.Create((a, b) => RpmVersion.CompareFully(b.Nvr, a.Nvr));
        var waiting = (packages.Count == 0 ? [] : await catalogue.PublishedAsync(packages, [], ct))
            .Where(i => i.Unreadable is not null || i.Places.Any(p => p.Published))
            .GroupBy(i => i.Nvr.Name)
            .Where(p => packages.Contains(p.Key))
            .ToDictionary(p => p.Key, p => new Queue<ImageRecord>(p.DistinctBy(i => i.Nvr).Order(byNewest)));
        for (var look = FirstLook; waiting.Count > 0; look *= 4)
        {
            var next = waiting.ToDictionary(w => w.Key, w => Take(w.Value, look));
            await reader.ReadBuildsAsync(next.Values.SelectMany(images => images).Select(i => $"{i.Nvr}"), ct);
            foreach (var (package, images) in next)
            {
                // One that Koji cannot read may be of the branch: to take an older one instead would be wrong, so it is taken and excluded.
                if (images.Find(i => reader.Snapshot.Builds.GetValueOrDefault($"{i.Nvr}") is { } b && (b.Problem is not null || b.GitBranch == branch)) is { } image)
                    found.Add(package, image);
                if (found.ContainsKey(package) || waiting[package].Count == 0)
                    waiting.Remove(package);
            }
        }

        return found;
    }

    static List<ImageRecord> Take(Queue<ImageRecord> images, int count)
    {
        var taken = new List<ImageRecord>();
        while (taken.Count < count && images.TryDequeue(out var image))
            taken.Add(image);
        return taken;
    }
}
