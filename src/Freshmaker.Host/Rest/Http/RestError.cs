namespace Freshmaker.Host.Rest.Http;

/// <summary>The body of every answer that is not a success (behaviour.md §5.5).</summary>
/// <param name="Status">The status code.</param>
/// <param name="Error">Its name.</param>
/// <param name="Message">What is wrong, for people.</param>
public sealed record RestError(int Status, string Error, string Message);

/// <summary>A request that is answered with a <see cref="RestError"/>.</summary>
sealed class RestException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    /// <param name="name">Of the parameter or field.</param>
    /// <param name="rule">What it must be.</param>
    public static RestException Bad(string name, string rule) => new(StatusCodes.Status400BadRequest, $"{name} {rule}");

    public static RestException NotFound(string message) => new(StatusCodes.Status404NotFound, message);
}
