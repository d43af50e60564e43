using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Polly.Timeout;

namespace Freshmaker.Integrations.Odcs;

/// <summary>ODCS's API, version 1 (behaviour.md §7.2).</summary>
internal sealed class OdcsComposes(HttpClient http, OdcsOptions options, TimeProvider clock) : IComposes
{
    public const string System = "ODCS";
    public const string Api = "api/1/";
    const string Composes = "composes/";
    const int PageSize = 100;

    readonly OutsideHttp _odcs = new(System, http, options.Login.Secret);

    /// <summary>
    /// One call each, a few at a time: ODCS's list can be filtered by owner, source, state and more, but by no id (its <c>filter_composes</c>), and to page
    /// through all composes until the old ones come would have no bound.
    /// </summary>
    public async Task<ComposeReport> LookAsync(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var answers = await Chunks.AskAsync(ids.Distinct(), options.Limits.MaxConcurrency, LookAsync, ct);
        var faults = answers.Where(answer => answer.Fault is not null).ToDictionary(answer => answer.Id, answer => answer.Fault!);
        if (faults.Count > 0 && !await AnswersAsync(ct))
            throw faults.Values.First();
        return new(answers.Select(answer => answer.Compose).OfType<ComposeProgress>().ToDictionary(compose => compose.Id), faults);
    }

    public async Task<ComposeProgress?> FindAsync(ComposeRequest request, DateTimeOffset askedAfter, CancellationToken ct)
    {
        var query = $"{Composes}?source_type={(int)request.Kind}&order_by=-id&per_page={PageSize}"
            + (options.Owner is null ? "" : $"&owner={Uri.EscapeDataString(options.Owner)}");
        var since = Since(askedAfter);
        for (var page = 1; ; page++)
        {
            var answer = await _odcs.SendAsync(HttpMethod.Get, $"{query}&page={page}", ct);
            if (answer.Status != 200)
                throw answer.Fault();
            var body = answer.Json();
            var items = answer.Items(body.At("items") ?? throw answer.Fault("items must be a list"), "items").ToList();
            if (items.Where(item => OdcsMatch.IsOf(item.Value, request) && IsOurs(item.Value) && OdcsCompose.Time(item.Value, "time_submitted") >= since)
                    .Select(item => OdcsCompose.Read(answer, item.Value, $"{item.Path}."))
                    .Where(IsOfUse).MaxBy(compose => compose.Id) is { } found)
                return found;
            if (items.Count == 0 || items.All(item => OdcsCompose.Time(item.Value, "time_submitted") < since)
                || !(body.WholeNumber("meta", "pages") > page || body.Text("meta", "next") is not null))
                return null;
            if (page == options.MaxPages)
                throw answer.Fault($"there are more than {options.MaxPages} pages");
        }
    }

    public async Task<ComposeAnswer> RequestAsync(ComposeRequest request, CancellationToken ct)
    {
        // What is empty is left out, as ODCS's own client does: ODCS then takes its defaults.
        var source = new Dictionary<string, object> { ["type"] = OdcsCompose.NameOf(request.Kind), ["source"] = request.Source };
        var body = new Dictionary<string, object> { ["source"] = source, [TimeToLive] = Seconds };
        Add(source, "packages", request.Packages);
        Add(source, "builds", request.Builds);
        Add(source, "sigkeys", request.SigKeys);
        Add(body, "flags", request.Flags);
        Add(body, "arches", request.Arches);
        var answer = await _odcs.SendAsync(HttpMethod.Post, Composes, ct, () => JsonBody.Of(body), request.Key);
        return answer.Status is >= 200 and < 300 ? Accepted(answer) : Refused(answer) ?? throw answer.Fault();
    }

    public async Task<ComposeAnswer> RenewAsync(long id, CancellationToken ct)
    {
        var answer = await _odcs.SendAsync(HttpMethod.Patch, $"{Composes}{id}", ct, () => JsonBody.Of(new Dictionary<string, object> { [TimeToLive] = Seconds }));
        if (answer.Status is >= 200 and < 300)
            return Accepted(answer);
        if (answer.Status != 404)
            return Refused(answer) ?? throw answer.Fault();
        // ODCS says the same of a compose that it does not know and of one that is not ready yet, which needs no renewal.
        return await OneAsync(id, ct) switch
        {
            null => new ComposeAnswer.Refused(404, answer.OwnWords),
            { State: ComposeState.Wait or ComposeState.Generating or ComposeState.Done } compose => new ComposeAnswer.Accepted(compose),
            _ => throw answer.Fault(),
        };
    }

    /// <summary>The name that every version of ODCS takes; newer ones also take it with underscores.</summary>
    const string TimeToLive = "seconds-to-live";

    long Seconds => (long)options.TimeToLive.TotalSeconds;

    async Task<ComposeProgress?> OneAsync(long id, CancellationToken ct) => Read(id, await SendAsync(id, ct));

    /// <exception cref="OutsideFault">ODCS does not answer, or does not let us ask now: it would be the same for any compose.</exception>
    async Task<(long Id, ComposeProgress? Compose, OutsideFault? Fault)> LookAsync(long id, CancellationToken ct)
    {
        Answer answer;
        try
        {
            answer = await SendAsync(id, ct);
        }
        catch (OutsideFault fault) when (fault.InnerException is TimeoutRejectedException or HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded })
        {
            return (id, null, fault);
        }

        if (answer.Status is 401 or 403 or 407 or 408 or 429 or 503)
            throw answer.Fault();
        try
        {
            return (id, Read(id, answer), null);
        }
        catch (OutsideFault fault)
        {
            return (id, null, fault);
        }
    }

    /// <summary>
    /// Whether ODCS answers at all: a question about no single compose, by which one that it cannot tell of is known from the time when it cannot tell of any.
    /// </summary>
    async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            var answer = await _odcs.SendAsync(HttpMethod.Get, $"{Composes}?order_by=-id&per_page=1", ct);
            return answer.Status == 200 && answer.Json().Items("items") is not null;
        }
        catch (OutsideFault)
        {
            return false;
        }
    }

    Task<Answer> SendAsync(long id, CancellationToken ct) => _odcs.SendAsync(HttpMethod.Get, $"{Composes}{id}", ct);

    static ComposeProgress? Read(long id, Answer answer)
    {
        // 404 in JSON is ODCS's own; a page of a proxy that has lost its way to ODCS must not count as "unknown".
        if (answer.Status == 404 && answer.IsJsonObject)
            return null;
        if (answer.Status != 200)
            throw answer.Fault();
        var compose = OdcsCompose.Read(answer, answer.Json());
        return compose.Id == id ? compose : throw answer.Fault($"id must be {id}");
    }

    bool IsOurs(JsonElement compose) => options.Owner is null || compose.Text("owner") == options.Owner;

    bool IsOfUse(ComposeProgress compose) => compose.IsUnderWay
        || (compose.State == ComposeState.Done && (compose.ExpiresAt is not { } expires || expires > clock.GetUtcNow() + options.ExpiryMargin));

    // ODCS cuts its times to seconds.
    DateTimeOffset Since(DateTimeOffset askedAfter) => askedAfter - DateTimeOffset.MinValue < options.ClockSkew
        ? DateTimeOffset.MinValue
        : DateTimeOffset.FromUnixTimeSeconds((askedAfter - options.ClockSkew).ToUnixTimeSeconds());

    static ComposeAnswer.Accepted Accepted(Answer answer) => new(OdcsCompose.Read(answer, answer.Json()));

    /// <summary>What ODCS itself says no to, and will next time; the rest is a matter of time, or the operator's business.</summary>
    static ComposeAnswer.Refused? Refused(Answer answer) =>
        answer.Status is >= 400 and < 500 and not (401 or 404 or 405 or 407 or 408 or 425 or 429) && answer.IsJsonObject
            ? new(answer.Status, answer.OwnWords)
            : null;

    static void Add(Dictionary<string, object> body, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
            body[name] = values;
    }
}
