using System.Text.Json;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.Faults;

/// <summary>Reads a fault from JSON; each system has faults of its own.</summary>
internal static class FaultReader
{
    private const int Many = 1_000_000;

    public static Fault Read(string system, JsonElement body) => system switch
    {
        "bus" => Message(body),
        "distgit" => Push(body),
        "pdc" or "mbs" or "koji" or "odcs" or "errata" or "pulp" or "pyxis" or "lightblue" => Http(system, body),
        _ => throw new RefusedException("system", $"must be one of {string.Join(", ", FaultBoard.Systems)}"),
    };

    private static Fault Http(string system, JsonElement body)
    {
        var koji = system == "koji";
        string[] known = ["delay", "status", "garbage", "hang", "cut", "after", "method", "times"];
        var fields = Fields.Of(body, "", koji ? [.. known, "code", "message"] : known);
        OneOf(fields, "status", "garbage", "hang", "cut", "code");
        AtLeastOne(fields, koji ? ["delay", "status", "garbage", "hang", "cut", "code"] : ["delay", "status", "garbage", "hang", "cut"]);
        if (system != "pyxis" && fields.Choice<Garbage>("garbage") == Garbage.Busy)
        {
            throw fields.Refuse("garbage", "only pyxis can be busy");
        }

        return new()
        {
            Delay = fields.Duration("delay"),
            Status = fields.Number("status", 400, 599),
            Garbage = fields.Choice<Garbage>("garbage"),
            Hang = True(fields, "hang"),
            Cut = True(fields, "cut"),
            Code = koji ? fields.Number("code", 1, 9999) : null,
            Message = koji ? fields.TextOrNull("message") : null,
            After = fields.Flag("after", false),
            Method = fields.TextOrNull("method") is not { } method ? null
                : koji || method is "GET" or "POST" or "PATCH" ? method : throw fields.Refuse("method", "must be GET, POST or PATCH"),
            Times = fields.Number("times", 1, Many),
        };
    }

    private static Fault Push(JsonElement body)
    {
        var fields = Fields.Of(body, "", "delay", "hang", "rejectPush", "raceOnPush", "message", "times");
        OneOf(fields, "delay", "hang", "rejectPush", "raceOnPush");
        AtLeastOne(fields, "delay", "hang", "rejectPush", "raceOnPush");
        OneOf(fields, "times", "rejectPush", "raceOnPush");
        return new()
        {
            Delay = fields.Duration("delay"),
            Hang = True(fields, "hang"),
            RejectPush = fields.Number("rejectPush", 1, Many),
            RaceOnPush = fields.Number("raceOnPush", 1, Many),
            Message = fields.TextOrNull("message"),
            Times = fields.Number("times", 1, Many),
        };
    }

    private static Fault Message(JsonElement body)
    {
        var fields = Fields.Of(body, "", "lose", "duplicate", "late", "topic", "times");
        OneOf(fields, "lose", "duplicate", "late");
        AtLeastOne(fields, "lose", "duplicate", "late");
        OneOf(fields, "times", "lose", "duplicate");
        return new()
        {
            Lose = fields.Number("lose", 1, Many),
            Duplicate = fields.Number("duplicate", 1, Many),
            Late = fields.Duration("late"),
            Topic = fields.TextOrNull("topic"),
            Times = fields.Number("times", 1, Many),
        };
    }

    private static bool True(Fields fields, string name) =>
        fields.Find(name) is null || fields.Flag(name, false) ? fields.Find(name) is not null : throw fields.Refuse(name, "must be true; DELETE the fault to end it");

    private static void OneOf(Fields fields, params string[] names)
    {
        var given = names.Where(name => fields.Find(name) is not null).ToList();
        if (given.Count > 1)
        {
            throw fields.Refuse(given[1], $"cannot be combined with {given[0]}");
        }
    }

    private static void AtLeastOne(Fields fields, params string[] names)
    {
        if (names.All(name => fields.Find(name) is null))
        {
            throw new RefusedException("body", $"must have one of {string.Join(", ", names)}");
        }
    }
}
