@echo off
rem An evening at the desk, by double-click: `kiosk desk` with the folders that were dropped on this
rem file, or else with every stick that is in and carries sign-ups. Keeps the window open until it
rem was read. What it says is for the coordinator: Dutch, as `kiosk desk` itself.
rem Lines end as Windows wants them (CR LF), or labels are not found. Letters are plain ASCII.
setlocal EnableExtensions DisableDelayedExpansion
title Aanmeldingen ophalen

rem The kiosk in this checkout, beside this file, on the path, or where the README puts it.
set "kiosk=%~dp0..\.venv\Scripts\kiosk.exe"
if exist "%kiosk%" goto found
set "kiosk=%~dp0Scripts\kiosk.exe"
if exist "%kiosk%" goto found
for %%i in (kiosk.exe) do set "kiosk=%%~$PATH:i"
if defined kiosk goto found
set "kiosk=%LOCALAPPDATA%\kiosk\Scripts\kiosk.exe"
if exist "%kiosk%" goto found
set "kiosk=%ProgramFiles%\kiosk\Scripts\kiosk.exe"
if exist "%kiosk%" goto found
echo De kiosk is niet gevonden op deze computer.
echo In README.md staat onder "From visitor to spreadsheet" hoe u hem installeert.
set code=5
goto leave

:found
rem Windows quotes what is dropped here only if there are blanks in it: it takes the rest of a name
rem with an ampersand for another command, and loses carets and percent signs. The line that began
rem this window, cmd /c ""C:\...\kiosk-desk.bat" D:\dropped "D:\also dropped"", has all of it; between
rem exclamation marks nothing in it is a command.
setlocal EnableDelayedExpansion
set "line=!CMDCMDLINE!"
set "window="
set "dropped=!line:*/c ""=#!"
if "!dropped:~0,1!"=="#" set "dropped=!dropped:*%~nx0" =?!"
if "!dropped:~0,1!"=="?" set "window=yes"
set "dropped=!dropped:~1,-1!"
if defined window if defined dropped goto dropped
endlocal & set "window=%window%"
if not "%~1"=="" goto typed
set "sticks="
for %%d in (D E F G H I J K L M N O P Q R S T U V W X Y Z) do call :look %%d
if defined sticks goto sticks
echo Er is geen stick met aanmeldingen gevonden.
set "folder="
set /p "folder=Sleep de map van de stick naar dit venster, en druk op Enter: "
if not defined folder goto ask
rem Windows puts quotes around what is dropped when it holds spaces.
set "folder=%folder:"=%"
if not defined folder goto ask
rem A backslash before a quote would make the quote a letter.
if "%folder:~-1%"=="\" set "folder=%folder%."
"%kiosk%" desk "%folder%"
set code=%ERRORLEVEL%
goto leave

:ask
"%kiosk%" desk
set code=%ERRORLEVEL%
goto leave

:sticks
"%kiosk%" desk%sticks%
set code=%ERRORLEVEL%
goto leave

:dropped
"!kiosk!" desk !dropped!
set code=!ERRORLEVEL!
goto leave

:typed
"%kiosk%" desk %*
set code=%ERRORLEVEL%

:leave
echo.
pause
rem Without /b nothing is done after this, not even what stands behind an ampersand.
if defined window exit %code%
exit /b %code%

:look
rem A drive with sign-ups on it, in a folder, or in a folder in that, whatever a copy is called.
if exist "%1:\*KIOSK-SIGNUPS*" goto take
for /d %%f in (%1:\*) do if exist "%%f\*KIOSK-SIGNUPS*" goto take
for /d %%f in (%1:\*) do for /d %%g in ("%%f\*") do if exist "%%g\*KIOSK-SIGNUPS*" goto take
exit /b
:take
set "sticks=%sticks% %1:\"
exit /b
