using System.Text.Json;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Freshmaker.Host.GraphQL.Types;

/// <summary>A point in time.</summary>
sealed class TimeType : DateTimeOffsetGraphType
{
    public TimeType() => (Name, Description) = ("DateTime", "A point in time as in RFC 3339, for example 2026-01-31T08:30:00Z.");

    public override object? Serialize(object? value) => value is DateTimeOffset time ? time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ") : null;
}

/// <summary>Public numbers are sequence numbers, which outgrow 32 bits.</summary>
sealed class NumberType : LongGraphType
{
    public NumberType() => (Name, Description) = ("Long", "A whole number of up to 64 bits.");
}

/// <summary>Data whose shape the schema does not say. Only for answers.</summary>
sealed class JsonType : ScalarGraphType
{
    public JsonType() => (Name, Description) = ("JSON", "Any JSON value.");

    public override object? Serialize(object? value) => value is JsonElement { ValueKind: JsonValueKind.Null } ? null : value;

    public override object? ParseLiteral(GraphQLValue value) => ThrowLiteralConversionError(value, "JSON is not accepted as an argument.");

    public override object? ParseValue(object? value) => ThrowValueConversionError(value!);
}
