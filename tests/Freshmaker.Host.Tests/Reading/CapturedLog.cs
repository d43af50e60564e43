using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>Keeps what was logged as an error.</summary>
public sealed class CapturedLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<(string Text, Exception? Exception)> Errors { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            Errors.Enqueue((formatter(state, exception), exception));
    }

    public void Dispose()
    {
    }
}
