using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Freshmaker.Bench.Measuring;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Policies;

namespace Freshmaker.Bench.Planning;

/// <summary>
/// 10,000 images against 200 rules, asked as the planner asks, against as many matches of bare compiled expressions. No image is known from before and no
/// rule but the last matches, so every rule has to be looked at.
/// </summary>
static class PolicyBenchmark
{
    public const string Name = "policy";

    const string Handler = "ImagesOnAdvisoryShipped";

    public static async Task RunAsync(BenchContext context)
    {
        var names = Enumerable.Range(0, context.Options.Count(10_000, 1_000)).Select(i => $"team{i % 37}-{(i % 3) switch { 0 => "web", 1 => "db", _ => "proxy" }}{i}-container").ToArray();
        var images = names.Select(n => new ImageCandidate(new(n, "1", "3"), $"acme/{n}", Published: true)).ToArray();
        // A third each: plain beginnings, expressions that begin plainly, expressions that do not. 199 for other images, then one for all of these.
        var patterns = Enumerable.Range(0, 199).Select(i => (i % 3) switch
        {
            0 => $"area{i}-.*",
            1 => $"area{i}-(web|db)[0-9]+-container",
            _ => $"(web|db|proxy)[0-9]*{i}x?-(container|image)",
        }).Append("team[0-9]+-.*-container").ToArray();
        var rules = JsonSerializer.Serialize(new { allow = patterns.Select(p => new { image_name = p }) });

        context.Report.Add(Figure.Of(Name, "ms", aim: 3, Better.Lower, await Rounds.RunAsync(
            context, Name, _ => Task.FromResult(Decide(rules, images)), _ => Task.FromResult(Match(patterns, names)))));
    }

    /// <summary>Milliseconds for all decisions by a policy that was just read: what it keeps of values it has seen does not help.</summary>
    static double Decide(string rules, ImageCandidate[] images)
    {
        Decide(Read(rules), images[..100]); // compiled
        var policy = Read(rules);
        var begin = Stopwatch.GetTimestamp();
        var allowed = Decide(policy, images);
        var time = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        return allowed == images.Length ? time : throw new InvalidOperationException($"{allowed} of {images.Length} images are allowed; all must be");
    }

    static int Decide(Policy policy, ImageCandidate[] images)
    {
        var run = new ImagePolicies(policy).For(new(Handler, null, Manual: false, DryRun: false));
        return images.Count(image => run.Denies(image) is null);
    }

    static Policy Read(string rules)
    {
        using var document = JsonDocument.Parse(rules);
        var (policy, errors) = PolicyParser.Parse(PolicyNode.OfJson(document.RootElement, "bench"), [Handler]);
        return errors.Count == 0 ? policy : throw new InvalidOperationException(string.Join("; ", errors));
    }

    static double Match(string[] patterns, string[] names)
    {
        var expressions = patterns.Select(p => new Regex($@"\A(?:{p})", RegexOptions.Compiled | RegexOptions.CultureInvariant)).ToArray();
        foreach (var expression in expressions)
            expression.IsMatch(names[0]);
        var begin = Stopwatch.GetTimestamp();
        var matches = 0;
        foreach (var name in names)
        {
            foreach (var expression in expressions)
                matches += expression.IsMatch(name) ? 1 : 0;
        }

        var time = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        return matches == names.Length ? time : throw new InvalidOperationException($"{matches} matches of {names.Length}: each name must match one expression");
    }
}
