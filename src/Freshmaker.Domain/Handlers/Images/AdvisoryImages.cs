using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Handlers.Images;

/// <summary>Finds what the rebuild for an advisory needs to know, and plans it (behaviour.md §3.1).</summary>
sealed class AdvisoryImages
{
    /// <summary>The most bad names that are remarked on one by one.</summary>
    const int MostRemarks = 20;

    const string Shipped = "SHIPPED_LIVE";

    readonly ImageSources _sources;
    readonly string _handler;
    readonly UnreadRecords _unread = new();

    public AdvisoryImages(ImageSources sources, string handler) =>
        (_sources, _handler) = (sources with { Catalogue = sources.Catalogue.Telling(_unread.Add) }, handler);

    /// <summary>NVRs of the only images that may start a rebuild; all affected ones when empty.</summary>
    public IReadOnlyList<string> Leaves { get; init; } = [];
    public long? ContinuesRebuild { get; init; }
    public bool SkipRebuilt { get; init; } = true;
    public bool Manual { get; init; }
    public bool DryRun { get; init; }

    /// <summary>We were told that it is shipped, whatever the tool says by now: it may be behind its own message (behaviour.md T7).</summary>
    public bool IsShipped { get; init; }

    public async Task<Plan> PlanAsync(long id, CancellationToken ct)
    {
        try
        {
            return await AnswerAsync(id, ct);
        }
        catch (PlanRefusedException refused)
        {
            return Plan.Failed(refused.Reason);
        }
    }

    async Task<Plan> AnswerAsync(long id, CancellationToken ct)
    {
        if (await _sources.Advisories.GetAsync(id, ct) is not { } advisory)
            return Plan.Failed(Reason.Of(ReasonCode.UnknownAdvisory, ("advisory", $"{id}")));
        if (IsShipped)
            advisory = advisory with { State = Shipped };
        return await AnswerAsync(advisory, ct) with { Advisory = new(id, advisory.Name, advisory.Cves) };
    }

    async Task<Plan> AnswerAsync(AdvisoryRecord advisory, CancellationToken ct)
    {
        if (!advisory.ContentTypes.Any(t => t is "rpm" or "module"))
            return Plan.Nothing(Reason.Of(ReasonCode.OtherContentTypes, ("advisory", advisory.Name), ("types", Said.List(advisory.ContentTypes))));
        var policy = _sources.Policies.For(new(_handler, advisory, Manual, DryRun));
        if (policy.DeniesAll is { } denied)
            return Plan.Nothing(denied);

        var content = await _sources.Advisories.ContentAsync(advisory.Id, ct);
        var (rpms, remarks) = RpmsOf(content);
        if (rpms.Count == 0)
            return Plan.Nothing([Reason.Of(ReasonCode.AdvisoryWithoutRpms, ("advisory", advisory.Name)), .. remarks]);
        if (content.PulpRepositories.Count == 0)
            return Plan.Nothing([Reason.Of(ReasonCode.AdvisoryWithoutContentSets, ("advisory", advisory.Name)), .. remarks]);

        var question = await AskAsync(advisory, rpms, await ContentSetsAsync(content, ct), policy, ct);
        var plan = await PlanAsync(question, content, advisory, policy, ct);
        return plan with { Remarks = [.. remarks, .. plan.Remarks, .. _unread.Remarks], AskedPolicy = true, Priority = PriorityOf(advisory) };
    }

    /// <summary>A major incident goes first, then by severity.</summary>
    static int PriorityOf(AdvisoryRecord advisory) => advisory.IsMajorIncident ? 4 : advisory.SecurityImpact switch
    {
        "critical" => 3,
        "important" => 2,
        "moderate" => 1,
        _ => 0,
    };

    async Task<Plan> PlanAsync(ImageQuestion question, AdvisoryContent content, AdvisoryRecord advisory, IImagePolicy policy, CancellationToken ct)
    {
        var fix = new RpmFix(question.Rpms);
        var reader = new SnapshotReader(_sources, fix.Names);
        await reader.ReadRepositoriesAsync(policy.RequiresPublished, ct);
        if (Leaves.Count > 0)
            await reader.ReadImagesAsync(Leaves, ct);
        else
            await reader.ReadCandidatesAsync(question.ContentSets, question.PublishedOnly, ct);

        var selection = ImageSelection.Make(question, reader.Snapshot, fix, policy);
        var planning = await ReadAroundAsync(selection, question, reader, fix, ct);
        Reason? remark = null;
        if (Leaves.Count == 0 && _sources.Options.ExplainLeftOut)
        {
            // Only now, when all that the plan rests on has been read: a catalogue that this question is too much for may refuse further ones for a while.
            (var hasMore, remark) = await reader.ReadBystandersAsync(ct);
            if (hasMore)
                selection = ImageSelection.Make(question, reader.Snapshot, fix, policy);
            if (selection.Joining.Count > 0)
            {
                reader.Add(selection.Joining);
                planning = await ReadAroundAsync(selection, question, reader, fix, ct);
            }
        }

        var unshipped = advisory.State == Shipped || planning.Replaced.Count == 0 ? null : await UnshippedAsync(content.Builds, ct);
        var plan = planning.Write(unshipped, reader.Snapshot, selection);
        return remark is null ? plan : plan with { Remarks = [remark] };
    }

    /// <summary>Reads all that has to be known of the selected images and what they are built on.</summary>
    static async Task<ImagePlanning> ReadAroundAsync(ImageSelection selection, ImageQuestion question, SnapshotReader reader, RpmFix fix, CancellationToken ct)
    {
        await reader.ReadAncestorsAsync(
            selection.Images.Select(i => i.Nvr),
            (child, parent) => parent is not null && ImagePlanning.MayHandDown(fix.Judge(child?.Rpms), fix.Judge(parent.Rpms)), levels: null, ct);

        var planning = new ImagePlanning(question, reader.Snapshot, fix, selection);
        var published = await reader.ReadPublishedAsync(planning.PackagesToLookUp(), ct);
        if (question.Options.UpdateBaseImages)
            await reader.ReadBuildsAsync(NewestOf(published), ct);
        if (published.Count > 0)
            planning = new(question, reader.Snapshot, fix, selection);
        await reader.ReadComposesAsync(planning.Replaced, ct);
        return planning;
    }

    async Task<UnshippedRpms> UnshippedAsync(IReadOnlyList<string> builds, CancellationToken ct) =>
        new(builds, await _sources.Builds.TagsAsync(builds, ct), await _sources.Builds.RpmNamesAsync(builds, ct));

    async Task<ImageQuestion> AskAsync(AdvisoryRecord advisory, IReadOnlyList<Nvr> rpms, IReadOnlyCollection<string> contentSets, IImagePolicy policy, CancellationToken ct)
    {
        var reuse = await Earlier.OfContinuedAsync(_sources.Earlier, ContinuesRebuild, ct);
        var skip = SkipRebuilt && Leaves.Count == 0 ? await _sources.Earlier.OfAdvisoryAsync(advisory.Id, ct) : [];
        return new(advisory.Name, rpms, contentSets)
        {
            Options = _sources.Options,
            Leaves = Leaves,
            PublishedOnly = policy.RequiresPublished,
            Reuse = reuse,
            Skip = Earlier.ByOriginal(skip.Where(i => i.DirectlyAffected)),
        };
    }

    /// <summary>Content sets, and the repositories' own ids, since some images name those (behaviour.md §8.1).</summary>
    async Task<IReadOnlyCollection<string>> ContentSetsAsync(AdvisoryContent content, CancellationToken ct)
    {
        var byRepository = await _sources.ContentSets.OfRepositoriesAsync(content.PulpRepositories, ct);
        return [.. byRepository.Values.Concat(content.PulpRepositories).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>What the advisory's CVEs name, else all of it.</summary>
    static (IReadOnlyList<Nvr> Rpms, IReadOnlyList<Reason> Remarks) RpmsOf(AdvisoryContent content)
    {
        var names = content.AffectedRpms.Count > 0 ? content.AffectedRpms : content.Rpms;
        return (
            [.. names.Select(n => Nvr.TryParse(n)).OfType<Nvr>()],
            [.. names.Where(n => Nvr.TryParse(n) is null).Take(MostRemarks).Select(n => Said.NotAnNvr("RPM of the advisory", n))]);
    }

    static IEnumerable<string> NewestOf(IReadOnlyList<ImageRecord> published) => published.GroupBy(i => i.Nvr.NameVersion)
        .Select(version => $"{version.MaxBy(i => i.Nvr, Comparer<Nvr>.Create(RpmVersion.CompareFully))!.Nvr}");
}
